import Synchronization
import TestSupport
import Testing

@testable import CacheCore

@Suite("Sliding and stale lifetimes")
struct LifetimeTests {
    private let clock = ManualClock()
    private let store = MapEntryStore()
    private let question = CacheRequest(tenant: "t", prompt: "how do I return an order")

    private func cache(
        _ change: (inout TenantPolicy) -> Void = { _ in }, answerCapacity: Int = 64 << 20
    ) async throws -> SemanticCache {
        var policy = CachePolicy(standard: TenantPolicy(mode: .semantic, threshold: 0.9))
        policy.standard.timeToLive = 60
        change(&policy.standard)
        var options = SemanticCache.Options()
        let clock = clock
        options.clock = { clock.now }
        options.evictsEntries = false
        options.answerCacheCapacity = answerCapacity
        return try await SemanticCache(
            store: store, policy: policy, embedder: FakeEmbedder(), index: BruteForceIndex(), options: options)
    }

    private func hit(_ cache: SemanticCache, _ request: CacheRequest? = nil) async -> Hit? {
        if case .hit(let hit) = await cache.lookup(request ?? question) { hit } else { nil }
    }

    @Test("a hit extends a lifetime that slides, in memory or not, and no other", arguments: [64 << 20, 0])
    func sliding(answerCapacity: Int) async throws {
        let cache = try await cache(answerCapacity: answerCapacity)
        let fixed = CacheRequest(tenant: "t", prompt: "something else altogether")
        try await cache.insert([
            Answered(question, answer: "a", lifetime: RequestedLifetime(isSliding: true)),
            Answered(fixed, answer: "b"),
        ])
        for _ in 0..<3 {
            clock.advance(seconds: 50)
            #expect(await hit(cache) != nil)
            await cache.journal.flush()
        }
        #expect(await hit(cache, fixed) == nil)
        clock.advance(seconds: 60)
        #expect(await hit(cache) == nil)
        await cache.close()
    }

    @Test("what a hit has extended is extended after a restart too")
    func slidingRestart() async throws {
        let first = try await cache { $0.isSliding = true }
        try await first.insert(question, answer: "a")
        clock.advance(seconds: 50)
        #expect(await hit(first) != nil)
        await first.journal.flush()
        let second = try await cache()
        clock.advance(seconds: 50)
        #expect(await hit(second) != nil)
        await first.close()
    }

    @Test("an expired answer is stale for its time, and one caller in half a minute is told to refresh it")
    func stale() async throws {
        let cache = try await cache { $0.staleTime = 100 }
        try await cache.insert(question, answer: "old")
        clock.advance(seconds: 59.9)
        #expect(await hit(cache)?.isStale == false)
        clock.advance(seconds: 0.1)
        let cached = cache
        let told = await withTaskGroup(of: Hit?.self) { group in
            for _ in 0..<50 { group.addTask { await hit(cached) } }
            var told = 0
            for await hit in group {
                #expect(hit?.isStale == true && hit?.answer == "old")
                if hit?.shouldRefresh == true { told += 1 }
            }
            return told
        }
        #expect(told == 1)
        // The one that was told did not come back.
        clock.advance(seconds: 30)
        #expect(await hit(cache)?.shouldRefresh == true)
        #expect(await hit(cache)?.shouldRefresh == false)
        // A semantic hit is one caller like the others.
        let rewording = CacheRequest(tenant: "t", prompt: "how do I return an order please")
        let similar = try #require(await hit(cache, rewording))
        #expect(similar.tier == .semantic && similar.isStale && !similar.shouldRefresh)
        try await cache.insert(question, answer: "new")
        #expect(await hit(cache).map { [$0.isStale, $0.shouldRefresh] } == [false, false])
        // The lease was for the old answer.
        clock.advance(seconds: 60)
        #expect(await hit(cache)?.shouldRefresh == true)
        clock.advance(seconds: 100)
        #expect(await hit(cache) == nil)
        await cache.close()
    }

    @Test("a stale hit does not extend a lifetime that slides")
    func staleAndSliding() async throws {
        let cache = try await cache {
            $0.staleTime = 30
            $0.isSliding = true
        }
        try await cache.insert(question, answer: "a")
        clock.advance(seconds: 70)
        #expect(await hit(cache)?.isStale == true)
        await cache.journal.flush()
        clock.advance(seconds: 20)
        #expect(await hit(cache) == nil)
        await cache.close()
    }

    @Test("a pinned entry has no end but its own", arguments: [(nil, nil), (10, 10.0)] as [(Double?, Double?)])
    func pins(requested: Double?, expected: Double?) async throws {
        let cache = try await cache { $0.maximumTimeToLive = 100 }
        try await cache.insert([
            Answered(
                question, answer: "a", lifetime: RequestedLifetime(timeToLive: requested, isPinned: true))
        ])
        let entry = try #require(try await cache.entries().first)
        #expect(entry.expiresAt?.seconds(since: clock.now) == expected)
        await cache.close()
    }

    @Test("correcting the tags of an entry that slides does not end it")
    func correction() async throws {
        let cache = try await cache { $0.isSliding = true }
        let id = try await cache.insert(question, answer: "a").id
        for _ in 0..<3 {
            clock.advance(seconds: 50)
            #expect(await hit(cache) != nil)
        }
        await cache.journal.flush()
        try await cache.correct(id, Correction(tags: ["x"]))
        clock.advance(seconds: 59)
        #expect(await hit(cache) != nil)
        await cache.close()
    }

    @Test("what was deleted longer ago than it can be undone is purged, and cannot be restored from then on")
    func undoWindow() async throws {
        let cache = try await cache()
        let id = try await cache.insert(question, answer: "a").id
        #expect(try await cache.remove([id]) == 1)
        clock.advance(seconds: 3_600)
        #expect(try await cache.restore(id) == RestoreOutcome())
        try await cache.finishPurging()
        #expect(try await store.size().deletedCount == 0)
        await #expect(throws: CacheError.emptyFilter) { try await cache.remove(matching: EntryFilter()) }
        await cache.close()
    }
}
