import CacheCore
import Logging
import Synchronization
import TestSupport
import Testing

@Suite("A semantic cache")
struct SemanticCacheTests {
    let embedder = FakeEmbedder()
    let question = CacheRequest(tenant: "t", prompt: "how do I cancel my order today")
    let similar = CacheRequest(tenant: "t", prompt: "today how do I cancel my order")
    let near = CacheRequest(tenant: "t", prompt: "how do I cancel my subscription today")
    let other = CacheRequest(tenant: "t", prompt: "which colours are there")

    private func cache(
        _ mode: CacheMode = .exact, threshold: Float = 0.95, store: any EntryStore = MapEntryStore(),
        index: any VectorIndex = BruteForceIndex()
    ) async throws -> SemanticCache {
        try await SemanticCache(
            store: store, policy: CachePolicy(standard: TenantPolicy(mode: mode, threshold: threshold)),
            embedder: embedder, index: index)
    }

    private func miss(_ lookup: Lookup) throws -> Miss {
        guard case .miss(let miss) = lookup else {
            Issue.record("expected a miss: \(lookup)")
            throw CancellationError()
        }
        return miss
    }

    private func hit(_ lookup: Lookup) throws -> Hit {
        guard case .hit(let hit) = lookup else {
            Issue.record("expected a hit: \(lookup)")
            throw CancellationError()
        }
        return hit
    }

    @Test("answers an identical request from the exact tier, in every mode but off", arguments: CacheMode.allCases)
    func exactTier(_ mode: CacheMode) async throws {
        let cache = try await cache(mode)
        #expect(try miss(await cache.lookup(question)).reason == (mode == .off ? .off : .noEntry))
        let id = try await cache.insert(question, answer: "So.").id
        if mode == .off {
            #expect(try miss(await cache.lookup(question)).reason == .off)
        } else {
            let hit = try hit(await cache.lookup(question))
            #expect(hit.id == id)
            #expect(hit.answer == "So.")
            #expect(hit.tier == .exact)
            #expect(hit.similarity == 1)
            #expect(hit.question == question.keyText)
        }
    }

    @Test("answers the same meaning only in semantic mode")
    func semanticTier() async throws {
        for mode in CacheMode.allCases {
            let cache = try await cache(mode)
            let id = try await cache.insert(question, answer: "So.").id
            switch mode {
            case .off: #expect(try miss(await cache.lookup(similar)).reason == .off)
            case .exact: #expect(try miss(await cache.lookup(similar)).reason == .noEntry)
            case .shadow:
                let miss = try miss(await cache.lookup(similar))
                #expect(miss.reason == .shadow)
                #expect(miss.nearest?.id == id)
            case .semantic:
                let hit = try hit(await cache.lookup(similar))
                #expect(hit.tier == .semantic)
                #expect(hit.question == question.keyText)
                #expect(hit.similarity > 0.999)
            }
        }
    }

    @Test("says how near the nearest was when it was not near enough")
    func belowThreshold() async throws {
        let cache = try await cache(.semantic, threshold: 0.95)
        let id = try await cache.insert(question, answer: "So.").id
        let miss = try miss(await cache.lookup(near))
        #expect(miss.reason == .belowThreshold)
        #expect(miss.nearest?.id == id)
        #expect(abs((miss.nearest?.similarity ?? 0) - 6.0 / 7) < 0.001)
        #expect(miss.threshold == 0.95)
        let loose = try await self.cache(.semantic, threshold: 0.8)
        try await loose.insert(question, answer: "So.")
        #expect(try hit(await loose.lookup(near)).tier == .semantic)
    }

    @Test("never matches by meaning what the model cannot read")
    func unreadableText() async throws {
        let cache = try await cache(.semantic, threshold: 0.1)
        let unreadable = CacheRequest(tenant: "t", prompt: "?a ?b cancel")
        try await cache.insert(question, answer: "So.")
        #expect(try miss(await cache.lookup(unreadable)).reason == .unreadableText)
        try await cache.insert(unreadable, answer: "Eh?")
        #expect(try hit(await cache.lookup(unreadable)).tier == .exact)
        let alike = CacheRequest(tenant: "t", prompt: "?a ?c cancel")
        #expect(try miss(await cache.lookup(alike)).reason == .unreadableText)
    }

    @Test("stores a text that is too long to be embedded, and finds it only by an identical request")
    func longText() async throws {
        let cache = try await cache(.semantic, threshold: 0.1)
        let words = String(repeating: "cancel ", count: 10_000)
        let long = CacheRequest(tenant: "t", prompt: words)
        try await cache.insert([Answered(long, answer: "Long."), Answered(question, answer: "So.")])
        #expect(try hit(await cache.lookup(long)).tier == .exact)
        #expect(try hit(await cache.lookup(similar)).answer == "So.")
        let alike = CacheRequest(tenant: "t", prompt: words + "it")
        #expect(try miss(await cache.lookup(alike)).reason == .textTooLong)
    }

    @Test("removes many ids, repeated and unknown ones too")
    func removesMany() async throws {
        let cache = try await cache(.exact)
        let rows = (0..<2_500).map { Answered(CacheRequest(tenant: "t", prompt: "\($0)"), answer: "a") }
        let ids = try await cache.insert(rows).map(\.id)
        let unknown = [EntryID(0), EntryID(-1), EntryID(99_999)]
        #expect(try await cache.remove(ids.dropLast() + ids.dropLast() + unknown, tenant: "u") == 0)
        #expect(try await cache.remove(ids.dropLast() + ids.dropLast() + unknown, tenant: "t") == 2_499)
        #expect(cache.entryCount == 1)
    }

    @Test("a failing embedder makes lookups misses and inserts errors; exact hits go on")
    func failingEmbedder() async throws {
        let cache = try await cache(.semantic)
        try await cache.insert(question, answer: "So.")
        embedder.fail(with: .failed("no memory"))
        let miss = try miss(await cache.lookup(similar))
        #expect(miss.reason == .embeddingFailed)
        #expect(miss.detail == "no memory")
        await #expect(throws: CacheError.embeddingFailed("no memory")) {
            try await cache.insert(other, answer: "Red.")
        }
        embedder.fail(with: .busy)
        #expect(try self.miss(await cache.lookup(similar)).reason == .busy)
        await #expect(throws: CacheError.busy) { try await cache.insert(other, answer: "Red.") }
        #expect(try hit(await cache.lookup(question)).tier == .exact)
        #expect(try await cache.statistics().store.entryCount == 1)
    }

    @Test("a failing index makes lookups misses")
    func failingIndex() async throws {
        struct Broken: VectorIndex {
            struct Torn: Error {}
            func insert(_ vectors: [IndexedVector], tenant: Tenant) {}
            func remove(_ ids: [EntryID], tenant: Tenant) {}
            func removeAll(tenant: Tenant) {}
            func search(
                _ vector: [Float], tenant: Tenant, partition: PartitionDigest, among: [EntryID]?, count: Int
            ) async throws -> [Neighbour] { throw Torn() }
        }
        let cache = try await cache(.semantic, index: Broken())
        #expect(try miss(await cache.lookup(question)).reason == .searchFailed)
    }

    @Test("a lookup that takes too long is a miss, and what it waits for is told to end", .timeLimit(.minutes(10)))
    func lookupBudget() async throws {
        struct Endless: VectorIndex {
            let never = AsyncStream<Never>.makeStream()
            let end = AsyncStream<Never>.makeStream()
            func insert(_ vectors: [IndexedVector], tenant: Tenant) {}
            func remove(_ ids: [EntryID], tenant: Tenant) {}
            func removeAll(tenant: Tenant) {}
            func search(
                _ vector: [Float], tenant: Tenant, partition: PartitionDigest, among: [EntryID]?, count: Int
            ) async throws -> [Neighbour] {
                for await _ in never.stream {}
                end.continuation.finish()
                return []
            }
        }
        let index = Endless()
        var options = SemanticCache.Options()
        options.lookupBudget = .milliseconds(20)
        let cache = try await SemanticCache(
            store: MapEntryStore(), policy: CachePolicy(standard: TenantPolicy(mode: .semantic, threshold: 0.95)),
            embedder: embedder, index: index, options: options)
        try await cache.insert(question, answer: "So.")
        #expect(try miss(await cache.lookup(similar)).reason == .lookupBudget)
        #expect(try hit(await cache.lookup(question)).tier == .exact)
        for await _ in index.end.stream {}
    }

    @Test("an index that returns another partition's entry is not believed")
    func leakingIndex() async throws {
        struct Leaking: VectorIndex {
            func insert(_ vectors: [IndexedVector], tenant: Tenant) {}
            func remove(_ ids: [EntryID], tenant: Tenant) {}
            func removeAll(tenant: Tenant) {}
            func search(
                _ vector: [Float], tenant: Tenant, partition: PartitionDigest, among: [EntryID]?, count: Int
            ) async throws -> [Neighbour] { [Neighbour(id: EntryID(1), similarity: 1, vector: [])] }
        }
        let cache = try await cache(.semantic, index: Leaking())
        try await cache.insert(CacheRequest(tenant: "other", prompt: "secret"), answer: "42")
        #expect(try miss(await cache.lookup(question)).reason == .searchFailed)
    }

    @Test("rules differ from tenant to tenant")
    func tenantPolicy() async throws {
        let policy = CachePolicy(
            standard: TenantPolicy(mode: .exact), tenants: ["s": TenantPolicy(mode: .semantic, threshold: 0.9)])
        let cache = try await SemanticCache(
            store: MapEntryStore(), policy: policy, embedder: embedder, index: BruteForceIndex())
        for tenant in ["s", "t"] as [Tenant] {
            try await cache.insert(CacheRequest(tenant: tenant, prompt: "a b c"), answer: "1")
        }
        #expect(try hit(await cache.lookup(CacheRequest(tenant: "s", prompt: "c b a"))).tier == .semantic)
        #expect(try miss(await cache.lookup(CacheRequest(tenant: "t", prompt: "c b a"))).reason == .noEntry)
        #expect(try await cache.entries(tenant: "t").first?.embeddingFingerprint == nil)
        #expect(try await cache.entries(tenant: "s").first?.embeddingFingerprint == embedder.fingerprint)
    }

    @Test("finds what was written before, after a restart")
    func restart() async throws {
        let folderStore = MapEntryStore()
        let first = try await cache(.semantic, store: folderStore)
        try await first.insert(question, answer: "So.")
        let second = try await cache(.semantic, store: folderStore)
        #expect(try hit(await second.lookup(question)).tier == .exact)
        #expect(try hit(await second.lookup(similar)).tier == .semantic)
    }

    @Test("logs every lookup and counts hits in the background")
    func journal() async throws {
        let cache = try await cache(.semantic)
        let id = try await cache.insert(question, answer: "So.").id
        _ = await cache.lookup(question)
        _ = await cache.lookup(similar)
        _ = await cache.lookup(other)
        await cache.journal.flush()
        let log = try await cache.queryLog()
        #expect(log.map(\.tier) == [nil, .semantic, .exact])
        #expect(log.map(\.missReason) == [.belowThreshold, nil, nil])
        #expect(log[1].messages == similar.messages)
        #expect(try await cache.entry(id)?.hitCount == 2)
        let statistics = try await cache.statistics()
        #expect(statistics.hits == 2)
        #expect(statistics.misses == 1)
    }

    @Test("a log row that waits is gone with its tenant or its user")
    func erasure() async throws {
        let cache = try await cache()
        _ = await cache.lookup(CacheRequest(tenant: "a", user: "u", messages: [.user("x")]))
        _ = await cache.lookup(CacheRequest(tenant: "a", user: "v", messages: [.user("x")]))
        _ = await cache.lookup(CacheRequest(tenant: "b", user: "v", messages: [.user("x")]))
        try await cache.removeAll(user: "u")
        try await cache.removeAll(tenant: "b")
        await cache.journal.flush()
        #expect(try await cache.queryLog().map(\.user) == ["v"])
        #expect(try await cache.queryLog().map(\.tenant) == ["a"])
    }
}
