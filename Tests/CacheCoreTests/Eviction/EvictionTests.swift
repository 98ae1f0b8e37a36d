import Synchronization
import TestSupport
import Testing

@testable import CacheCore

@Suite("Eviction and expiry in a cache")
struct EvictionTests {
    private let clock = ManualClock()
    private let store = MapEntryStore()
    private let index = BruteForceIndex()

    private func cache(
        _ policy: CachePolicy, store: (any EntryStore)? = nil, evicts: Bool = true
    ) async throws -> SemanticCache {
        var options = SemanticCache.Options()
        let clock = clock
        options.clock = { clock.now }
        options.evictsEntries = evicts
        return try await SemanticCache(
            store: store ?? self.store, policy: policy, embedder: FakeEmbedder(), index: index, options: options)
    }

    private func policy(entries: Int, _ eviction: EvictionAlgorithm = .lru) -> CachePolicy {
        var policy = CachePolicy(standard: TenantPolicy(mode: .semantic, threshold: 0.95))
        policy.capacity = EvictionCapacity(entries: entries)
        policy.eviction = eviction
        return policy
    }

    private func request(_ number: Int) -> CacheRequest {
        CacheRequest(tenant: "t", prompt: "question number \(number)")
    }

    private func isHit(_ cache: SemanticCache, _ request: CacheRequest) async -> Bool {
        if case .hit = await cache.lookup(request) { true } else { false }
    }

    /// Waits for what happens in the background.
    private func eventually(_ isTrue: () async throws -> Bool) async throws {
        for _ in 0..<500 {
            if try await isTrue() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("it did not happen")
    }

    @Test("above the capacity, row, vector and key of what is evicted go", arguments: EvictionAlgorithm.allCases)
    func capacity(algorithm: EvictionAlgorithm) async throws {
        let cache = try await cache(policy(entries: 5, algorithm))
        for number in 1...20 { try await cache.insert(request(number), answer: "\(number)") }
        try await eventually { try await store.size().entryCount == 5 && cache.entryCount == 5 }
        let kept = try await store.entries(tenant: nil, after: EntryID(0), limit: 100)
        var served = 0
        for number in 1...20 where await isHit(cache, request(number)) { served += 1 }
        #expect(served == kept.count)
        let statistics = try await cache.statistics()
        #expect(statistics.eviction?.evicted == 15)
        await cache.close()
    }

    @Test("what was served lately stays, also after a restart", arguments: [true, false])
    func restart(isClosedWell: Bool) async throws {
        var cache = try await cache(policy(entries: 4), evicts: true)
        for number in 1...4 {
            try await cache.insert(request(number), answer: "\(number)")
            clock.advance(seconds: 1)
        }
        #expect(await isHit(cache, request(1)))
        if isClosedWell { try await cache.eviction?.save() }
        await cache.journal.flush()
        // The store stays open: the cache ends as if it had crashed.
        cache = try await self.cache(policy(entries: 4))
        try await cache.insert(request(5), answer: "5")
        try await cache.insert(request(6), answer: "6")
        try await eventually { try await store.size().entryCount == 4 }
        #expect(await isHit(cache, request(1)))
        #expect(await !isHit(cache, request(2)))
        await cache.close()
    }

    @Test("an entry heavier than its tenant's capacity is refused")
    func oversized() async throws {
        var policy = policy(entries: 10)
        policy.tenants["t"] = TenantPolicy()
        policy.tenants["t"]?.capacityBytes = 1_000
        let cache = try await cache(policy)
        try await cache.insert(request(1), answer: "short")
        await #expect(throws: CacheError.self) {
            try await cache.insert(request(2), answer: String(repeating: "x", count: 1_000))
        }
        #expect(cache.entryCount == 1)
        await cache.close()
    }

    @Test("an expired answer is not served, whether it is in memory or not, and is removed", arguments: [true, false])
    func expiry(isInMemory: Bool) async throws {
        var policy = policy(entries: 10)
        policy.standard.timeToLive = 60
        let writer = try await cache(policy, evicts: false)
        try await writer.insert(request(1), answer: "1")
        let reader = isInMemory ? writer : try await cache(policy, evicts: false)
        clock.advance(seconds: 59.9)
        #expect(await isHit(reader, request(1)))
        // A hit does not extend it.
        clock.advance(seconds: 0.1)
        #expect(await !isHit(reader, request(1)))
        let cleaner = try await cache(policy)
        try await eventually { try await store.size().entryCount == 0 }
        await cleaner.close()
    }

    @Test(
        "an insert's own time counts, up to the tenant's maximum",
        arguments: [(5, 5), (500, 100), (nil, 60)] as [(Double?, Double)])
    func timeToLive(requested: Double?, expected: Double) async throws {
        var policy = policy(entries: 10)
        policy.standard.timeToLive = 60
        policy.standard.maximumTimeToLive = 100
        let cache = try await cache(policy, evicts: false)
        try await cache.insert([Answered(request(1), answer: "1", lifetime: RequestedLifetime(timeToLive: requested))])
        let entry = try #require(try await store.entries(tenant: nil, after: EntryID(0), limit: 1).first)
        #expect(entry.expiresAt?.seconds(since: clock.now) == expected)
    }

    @Test("where nothing is set, answers live for 30 days and a million entries stay")
    func defaults() {
        #expect(TenantPolicy().timeToLive == 2_592_000.0)
        #expect(CachePolicy().capacity == EvictionCapacity(entries: 1_000_000))
    }
}
