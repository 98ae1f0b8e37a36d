import CacheCore
import Foundation
import Storage
import Synchronization
import TestSupport
import VectorSearch

/// A cache in a folder, with words for vectors, and the times of its lookups.
final class Bench: Sendable {
    let cache: SemanticCache
    private let times = Mutex<[Double]>([])

    init(folder: String) async throws {
        let embedder = FakeEmbedder(dimensions: 384)
        let store = try SQLiteEntryStore(folder: folder, purpose: "a benchmark")
        let index = try EmbeddedVectorIndex(
            dimensions: 384, originals: .file(folder: folder), source: Vectors(store: store, of: embedder.fingerprint))
        var policy = CachePolicy(standard: TenantPolicy(mode: .semantic, threshold: 0.9))
        policy.capacity.entries = 10_000_000
        var options = SemanticCache.Options()
        options.fillsIndex = false
        options.journal.isEnabled = true
        cache = try await SemanticCache(
            store: store, policy: policy, embedder: embedder, index: index, options: options)
    }

    private func request(_ tenant: Tenant, _ number: Int, isExact: Bool = true) -> CacheRequest {
        let prompt =
            "number \(number) of \(number % 1_000) things that \(number % 77) people ask about orders and parcels"
        return CacheRequest(tenant: tenant, prompt: isExact ? prompt : prompt + " please")
    }

    /// Several batches at once, so that one is prepared while another is made durable.
    func fill(_ tenant: Tenant, count: Int) async throws {
        let answer = String(repeating: "An answer of some hundred bytes. ", count: 12)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (position, start) in stride(from: 0, to: count, by: 1_000).enumerated() {
                if position >= 8 { try await group.next() }
                group.addTask { [self] in
                    _ = try await cache.insert(
                        (start..<min(start + 1_000, count)).map { Answered(request(tenant, $0), answer: answer) })
                }
            }
            try await group.waitForAll()
        }
    }

    func ask(_ tenant: Tenant, _ number: Int, isExact: Bool) async -> Bool {
        if case .hit = await cache.lookup(request(tenant, number, isExact: isExact)) { true } else { false }
    }

    /// Asks the small tenant, by identical and by similar requests in turn, one every two milliseconds, until `work` is
    /// done, and prints the times.
    @discardableResult
    func report<Result: Sendable>(_ name: String, _ work: @Sendable () async throws -> Result) async throws -> Result {
        times.withLock { $0 = [] }
        let asking = Task {
            var generator = SeededGenerator(seed: 7)
            var isExact = true
            while !Task.isCancelled {
                let number = Int.random(in: 0..<10_000, using: &generator)
                let start = ContinuousClock.now
                let isHit = await ask("small", number, isExact: isExact)
                let time = (ContinuousClock.now - start) / .milliseconds(1)
                precondition(isHit)
                times.withLock { $0.append(time) }
                isExact.toggle()
                try? await Task.sleep(for: .milliseconds(2))
            }
        }
        let result = try await work()
        asking.cancel()
        await asking.value
        let sorted = times.withLock { $0.sorted() }
        func shown(_ share: Double) -> String {
            String(format: "%.2f", sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)])
        }
        print("| \(name) | \(sorted.count) | \(shown(0.5)) | \(shown(0.99)) | \(shown(1)) |")
        return result
    }
}

private struct Vectors: VectorSource {
    let store: SQLiteEntryStore
    let fingerprint: EmbeddingFingerprint

    init(store: SQLiteEntryStore, of fingerprint: EmbeddingFingerprint) {
        self.store = store
        self.fingerprint = fingerprint
    }

    func forEachVector(
        of tenant: Tenant, visit: @escaping @Sendable ([IndexedVector]) throws -> Void
    ) async throws {
        try await store.forEachVector(of: fingerprint, tenant: tenant) { _, vectors in try visit(vectors) }
    }
}
