import ArgumentParser
import CacheCore
import EvictionReplay
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
            let replays = (0..<3).map { _ in Replay(algorithm, capacity: Self.capacity, ids: ids) }
            policies[algorithm.rawValue] = Policy(
                hitRatio: replays[0].hitRatio, nanosecondsPerUse: replays.map(\.nanosecondsPerUse).min()!)
        }
        try printJSON(Figures(capacity: Self.capacity, policies: policies))
    }
}
