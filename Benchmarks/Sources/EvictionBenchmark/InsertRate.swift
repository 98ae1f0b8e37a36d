import CacheCore
import Foundation
import Storage
import TestSupport

/// Durable inserts, one by one from many tasks at once, into a store on disk that holds `capacity` entries already.
struct InsertRate {
    private static let taskCount = 64

    let insertsPerSecond: Double
    let evicted: Int

    /// - Parameter evicts: whether the capacity is what is stored, so that every insert evicts an entry.
    init(stored: Int, inserts: Int, evicts: Bool, _ algorithm: EvictionAlgorithm) async throws {
        let folder = TemporaryFolder()
        var policy = CachePolicy()
        policy.capacity.entries = evicts ? stored : 2 * (stored + inserts)
        policy.standard.mode = .exact
        policy.eviction = algorithm
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a benchmark")
        let cache = try await SemanticCache(store: store, policy: policy)
        let batch = 1_000
        for start in stride(from: 0, to: stored, by: batch) {
            try await cache.insert((start..<min(start + batch, stored)).map { Self.entry($0) })
        }
        let clock = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<Self.taskCount {
                group.addTask {
                    for number in stride(from: stored + task, to: stored + inserts, by: Self.taskCount) {
                        try await cache.insert([Self.entry(number)])
                    }
                }
            }
            try await group.waitForAll()
        }
        // What is over the capacity still is a debt, so its removal counts.
        while evicts, cache.entryCount > stored { try await Task.sleep(for: .milliseconds(1)) }
        insertsPerSecond = Double(inserts) / ((ContinuousClock.now - clock) / .seconds(1))
        evicted = Int(try await cache.statistics().eviction?.evicted ?? 0)
        await cache.close()
    }

    private static func entry(_ number: Int) -> Answered {
        let request = CacheRequest(tenant: Tenant("t\(number % 20)"), messages: [.user("Question \(number)?")])
        return Answered(request, answer: String(repeating: "An answer of some length. ", count: 40))
    }
}
