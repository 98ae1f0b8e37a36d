import CacheCore
import TestSupport
import Testing

@Suite("A change of partition rules")
struct RefilingTests {
    private let store = MapEntryStore()
    private let embedder = FakeEmbedder()

    private func open(_ rules: PartitionRules, mode: CacheMode = .semantic) async throws -> SemanticCache {
        try await SemanticCache(
            store: store, policy: CachePolicy(standard: TenantPolicy(mode: mode, threshold: 0.9, rules: rules)),
            embedder: embedder, index: BruteForceIndex())
    }

    /// A cache on the empty store, with nothing left to do in the background.
    private func openEmpty() async throws -> SemanticCache {
        let cache = try await open(PartitionRules())
        await cache.finishRefiling()
        return cache
    }

    private func request(_ prompt: String, history: String) -> CacheRequest {
        CacheRequest(tenant: "t", messages: [.user(history), .assistant("x"), .user(prompt)])
    }

    private func tier(_ lookup: Lookup) -> Tier? {
        if case .hit(let hit) = lookup { hit.tier } else { nil }
    }

    @Test("reaches stored entries in the background, also their vectors; identical requests hit all the while")
    func modes() async throws {
        var cache = try await openEmpty()
        for number in 0..<150 {
            try await cache.insert(request("how much is number\(number)", history: "a\(number)"), answer: "\(number)")
        }
        let reworded = request("number7, how much is", history: "b")
        #expect(tier(await cache.lookup(reworded)) == nil)
        for (context, expected) in [
            (PartitionRules.Context.last, Tier.semantic), (.spliced, .semantic), (.turnwise, nil), (.last, .semantic),
            (.exact, nil),
        ] {
            cache = try await open(PartitionRules(context: context))
            #expect(tier(await cache.lookup(request("how much is number7", history: "a7"))) == .exact)
            await cache.finishRefiling()
            #expect(tier(await cache.lookup(reworded)) == expected, "\(context)")
            let same = request("number7 how much is", history: "a7")
            #expect(tier(await cache.lookup(same)) == .semantic, "\(context)")
            #expect(
                try await store.filing(of: "t") == Filing(rules: RulesFingerprint(PartitionRules(context: context))))
        }
    }

    @Test("goes on where it was interrupted")
    func resumes() async throws {
        let cache = try await openEmpty()
        var ids: [EntryID] = []
        for number in 0..<4 {
            ids.append(try await cache.insert(request("prompt \(number)", history: "a"), answer: "x").id)
        }
        let target = RulesFingerprint(PartitionRules(context: .last))
        let half = Filing(rules: RulesFingerprint(PartitionRules()), change: .init(rules: target, doneUpTo: ids[1]))
        _ = try await store.refile([], of: "t", noting: half)
        let again = try await open(PartitionRules(context: .last))
        await again.finishRefiling()
        // The first two were said to be done, so they were not touched.
        #expect(tier(await again.lookup(request("1 prompt", history: "b"))) == nil)
        #expect(tier(await again.lookup(request("3 prompt", history: "b"))) == .semantic)
    }

    @Test("a change that is given up for another one leaves no vector of its own behind")
    func givenUp() async throws {
        let plain = RulesFingerprint(PartitionRules())
        let spliced = RulesFingerprint(PartitionRules(context: .spliced))
        let mixed = Filing(rules: plain, change: .init(rules: spliced, doneUpTo: EntryID(5))).changing(to: plain)
        #expect(mixed == Filing(rules: nil, change: .init(rules: plain, doneUpTo: EntryID(0))))
        #expect(mixed?.changing(to: plain) == mixed)
        #expect(Filing(rules: plain).changing(to: plain) == nil)
        #expect(Filing(rules: nil).changing(to: plain)?.rules == nil)
    }

    @Test("waits for an embedder that fails, and finishes when it works again")
    func failingEmbedder() async throws {
        var cache = try await openEmpty()
        try await cache.insert(CacheRequest(tenant: "t", prompt: "please who are you"), answer: "x")
        let rules = PartitionRules(rewrites: [TextRewrite(named: "1") { $0.replacing("please ", with: "") }])
        embedder.fail(with: .failed("no memory"))
        cache = try await open(rules)
        #expect(tier(await cache.lookup(CacheRequest(tenant: "t", prompt: "please who are you"))) == .exact)
        embedder.fail(with: nil)
        await cache.finishRefiling()
        #expect(tier(await cache.lookup(CacheRequest(tenant: "t", prompt: "you are who"))) == .semantic)
    }

    @Test("drops vectors of other texts where the tenant has no embeddings any more")
    func withoutEmbeddings() async throws {
        var cache = try await openEmpty()
        let id = try await cache.insert(CacheRequest(tenant: "t", prompt: "a"), answer: "x").id
        cache = try await open(PartitionRules(context: .spliced), mode: .exact)
        await cache.finishRefiling()
        #expect(try await store.entry(id)?.embeddingFingerprint == nil)
    }

    @Test("entries that are replaced during a change end under the new rules")
    func replacedDuringChange() async throws {
        var cache = try await openEmpty()
        try await cache.insert(request("who are you", history: "a"), answer: "old")
        cache = try await open(PartitionRules(context: .last))
        try await cache.insert(request("who are you", history: "a"), answer: "new")
        await cache.finishRefiling()
        guard case .hit(let hit) = await cache.lookup(request("you are who", history: "b")) else {
            Issue.record("expected a hit")
            return
        }
        #expect(hit.answer == "new")
    }

    @Test("a process that does not know the rules leaves entries where they are")
    func switchedOff() async throws {
        let cache = try await openEmpty()
        try await cache.insert(CacheRequest(tenant: "t", prompt: "a"), answer: "x")
        var options = SemanticCache.Options()
        options.refilesEntries = false
        let policy = CachePolicy(
            standard: TenantPolicy(mode: .exact, threshold: 0.95, rules: PartitionRules(context: .last)))
        let other = try await SemanticCache(store: store, policy: policy, options: options)
        await other.finishRefiling()
        #expect(try await store.filing(of: "t") == Filing(rules: RulesFingerprint(PartitionRules())))
    }
}
