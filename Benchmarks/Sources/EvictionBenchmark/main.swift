import CacheCore
import EvictionReplay
import Foundation
import TestSupport

// Compares the eviction policies: hit ratios, cost of an access, memory. Prints the tables of docs/eviction.md.
//
//     EvictionBenchmark [IDS]      IDS: entries that come again, 100000 unless told otherwise

guard let idCount = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) : 100_000, idCount >= 1_000 else {
    print("usage: EvictionBenchmark [IDS], at least 1000")
    exit(64)
}
let shares = [0.01, 0.1]

func row(_ cells: [String]) { print("| " + cells.joined(separator: " | ") + " |") }

func head(_ cells: [String]) {
    row(cells)
    row(cells.map { _ in "---" })
}

print("Hit ratio in percent; \(idCount) ids, \(10 * idCount) uses, capacity 1 % / 10 % of the ids.\n")
head(["policy"] + AccessTrace.allCases.map(\.rawValue))
let traces = AccessTrace.allCases.map { $0.ids(length: 10 * idCount, idCount: idCount) }
for algorithm in EvictionAlgorithm.allCases {
    row(
        [algorithm.rawValue]
            + traces.map { ids in
                shares.map { share in
                    let run = Replay(algorithm, capacity: Int(Double(idCount) * share), ids: ids)
                    return String(format: "%.1f", 100 * run.hitRatio)
                }.joined(separator: " / ")
            })
}

print("\nProcessor time of one use (insertion and eviction included), nanoseconds; bytes of state an entry.\n")
head(["policy", "Zipf, capacity 10 %", "Zipf with scans, 10 %", "bytes an entry"])
for algorithm in EvictionAlgorithm.allCases {
    let runs = traces.prefix(2).map { ids in
        (0..<3).map { _ in Replay(algorithm, capacity: idCount / 10, ids: ids) }
            .min { $0.nanosecondsPerUse < $1.nanosecondsPerUse }!
    }
    row(
        [algorithm.rawValue] + runs.map { String(format: "%.0f", $0.nanosecondsPerUse) }
            + [String(format: "%.1f", runs.map(\.bytesPerEntry).max()!)])
}

let stored = idCount / 2
print("\nDurable inserts a second, 64 at once, into a store of \(stored) entries; 20 tenants.\n")
head(["policy", "below the capacity", "at the capacity: every insert evicts", "share", "evicted"])
for algorithm in [EvictionAlgorithm.s3FIFO, .lru] {
    let free = try await InsertRate(stored: stored, inserts: stored, evicts: false, algorithm)
    let full = try await InsertRate(stored: stored, inserts: stored, evicts: true, algorithm)
    row([
        algorithm.rawValue, String(format: "%.0f", free.insertsPerSecond),
        String(format: "%.0f", full.insertsPerSecond),
        String(format: "%.2f", full.insertsPerSecond / free.insertsPerSecond), "\(full.evicted)",
    ])
}
