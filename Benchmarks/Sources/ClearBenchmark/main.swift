import CacheCore
import Foundation
import Storage
import TestSupport
import VectorSearch

// Clears a large tenant while another one is asked: how long the clearing takes, and what the other notices.
// Prints a table; what it is about is in docs/entries.md.
//
//     ClearBenchmark FOLDER [ENTRIES]        FOLDER is made, filled (with ENTRIES, 1000000) and left to the caller

let arguments = CommandLine.arguments
guard arguments.count > 1 else { fatalError("usage: ClearBenchmark FOLDER [ENTRIES]") }
let folder = arguments[1]
let entryCount = arguments.count > 2 ? Int(arguments[2]) ?? 1_000_000 : 1_000_000

let bench = try await Bench(folder: folder)
try await bench.fill("large", count: entryCount)
try await bench.fill("small", count: 10_000)
_ = await bench.ask("large", 1, isExact: false)
print("| while | lookups | p50 ms | p99 ms | max ms |\n| --- | --- | --- | --- | --- |")
try await bench.report("nothing else happens") { try await Task.sleep(for: .seconds(5)) }
let clearing = try await bench.report("the tenant is cleared, and 5 s after") {
    let start = ContinuousClock.now
    let count = try await bench.cache.removeAll(tenant: "large")
    let time = ContinuousClock.now - start
    precondition(count == entryCount && bench.cache.entryCount == 10_000)
    try await Task.sleep(for: .seconds(5))
    return time
}
let purging = try await bench.report("the rest of it is purged") {
    let start = ContinuousClock.now
    try await bench.cache.finishPurging()
    return ContinuousClock.now - start
}
print("\ncleared \(entryCount) entries in \(clearing); purged after \(purging) more")
await bench.cache.close()
