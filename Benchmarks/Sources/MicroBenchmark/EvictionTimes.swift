import ArgumentParser
import CacheCore
import Foundation
import TestSupport

/// A use of the eviction policies, on a trace that is written to a file for other caches.
struct EvictionTimes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eviction", abstract: "Times and hit ratios of the policies on a Zipf trace with scans.")

    @Argument(help: "Where the trace is written: 64-bit little-endian ids.")
    var trace: String

    private static let idCount = 100_000
    private static let capacity = 10_000

    private struct Figures: Encodable {
        let capacity: Int
        let policies: [String: Policy]
    }

    private struct Policy: Encodable {
        let hitRatio: Double
        /// Processor time, the least of three runs.
        let nanosecondsPerUse: Double
    }

    func run() throws {
        let ids = AccessTrace.zipfWithScans.ids(length: 10 * Self.idCount, idCount: Self.idCount)
        try ids.withUnsafeBytes { Data($0) }.write(to: URL(filePath: trace))
        var policies: [String: Policy] = [:]
        for algorithm in EvictionAlgorithm.allCases {
            var hits = 0
            let times = ProcessorTimes(repetitions: 3) { hits = Self.hits(algorithm, ids) }
            policies[algorithm.rawValue] = Policy(
                hitRatio: Double(hits) / Double(ids.count),
                nanosecondsPerUse: times.minimum * 1_000 / Double(ids.count))
        }
        try printJSON(Figures(capacity: Self.capacity, policies: policies))
    }

    private static func hits(_ algorithm: EvictionAlgorithm, _ ids: [Int64]) -> Int {
        var pool = EvictionPool(algorithm, capacity: EvictionCapacity(entries: capacity))
        var evicted: [EntryID] = []
        var hits = 0
        for id in ids.lazy.map({ EntryID($0) }) {
            if pool.contains(id) {
                pool.access(id)
                hits += 1
            } else {
                _ = pool.insert(id, weight: 1, evicted: &evicted)
                evicted.removeAll(keepingCapacity: true)
            }
        }
        return hits
    }
}
