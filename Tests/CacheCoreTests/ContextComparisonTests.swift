import CacheCore
import TestSupport
import Testing

@Suite("Comparing what surrounds a prompt")
struct ContextComparisonTests {
    private let embedder = FakeEmbedder()

    private func cache(_ rules: PartitionRules) async throws -> SemanticCache {
        try await SemanticCache(
            store: MapEntryStore(),
            policy: CachePolicy(standard: TenantPolicy(mode: .semantic, threshold: 0.8, rules: rules)),
            embedder: embedder, index: BruteForceIndex())
    }

    private func conversation(_ first: String, _ answer: String, _ last: String, system: String? = nil) -> CacheRequest
    {
        let turns: [Message] = [.user(first), .assistant(answer), .user(last)]
        return CacheRequest(tenant: "t", messages: (system.map { [.system($0)] } ?? []) + turns)
    }

    private func outcome(_ lookup: Lookup) -> String {
        switch lookup {
        case .hit(let hit): "\(hit.tier.rawValue) \(hit.answer)"
        case .miss(let miss): miss.reason.rawValue
        }
    }

    @Test("turn by turn: earlier user turns must mean the same, answers in between are not compared")
    func turnwise() async throws {
        let cache = try await cache(PartitionRules(context: .turnwise))
        try await cache.insert(
            conversation("which phones do you sell", "Two.", "how much is the red one"), answer: "300")
        func look(_ first: String, _ answer: String) async -> String {
            outcome(await cache.lookup(conversation(first, answer, "the red one, how much is")))
        }
        #expect(await look("which phones do you sell", "Two.") == "semantic 300")
        #expect(await look("phones: which do you sell", "Red and blue.") == "semantic 300")
        #expect(await look("which lamps are on offer", "Two.") == "other_context")
    }

    @Test("the nearest candidate with the right context answers, not the nearest of all")
    func picksAmongContexts() async throws {
        let cache = try await cache(PartitionRules(context: .turnwise))
        try await cache.insert(conversation("which lamps are on offer", "x", "how much is the red one"), answer: "lamp")
        try await cache.insert(
            conversation("which phones do you sell", "x", "how much is the red one now"), answer: "phone")
        let asked = conversation("which phones do you sell", "x", "how much is the red one")
        #expect(outcome(await cache.lookup(asked)) == "semantic phone")
    }

    @Test("system prompts can be compared by meaning, after masking")
    func semanticSystem() async throws {
        let cache = try await cache(PartitionRules(system: .semantic))
        func request(_ system: String, _ prompt: String) -> CacheRequest {
            CacheRequest(tenant: "t", messages: [.system(system), .user(prompt)])
        }
        try await cache.insert(request("You are a friendly helper. 2026-01-31", "who are you"), answer: "a")
        #expect(
            outcome(await cache.lookup(request("You are a friendly helper. 2026-02-01", "who are you"))) == "semantic a"
        )
        #expect(
            outcome(await cache.lookup(request("A friendly helper you are. 2026-02-01", "you are who"))) == "semantic a"
        )
        #expect(outcome(await cache.lookup(request("Answer as a pirate would", "who are you"))) == "other_context")
    }

    @Test("spliced, last and exact treat the same conversation differently")
    func modes() async throws {
        let stored = conversation("which phones do you sell", "Two.", "how much is the red one")
        let otherHistory = conversation("which lamps are on offer", "Nine.", "how much is the red one")
        for (context, expected) in [
            (PartitionRules.Context.exact, "no_entry"), (.turnwise, "other_context"), (.spliced, "below_threshold"),
            (.last, "semantic 300"),
        ] {
            let cache = try await cache(PartitionRules(context: context))
            try await cache.insert(stored, answer: "300")
            #expect(outcome(await cache.lookup(otherHistory)) == expected, "\(context)")
            #expect(outcome(await cache.lookup(stored)) == "exact 300")
        }
    }

    @Test("the verifier reads each pair, and a failure is a miss")
    func verifier() async throws {
        for (refused, expected) in [
            ("phones", "other_context"), ("red", "refused_by_verifier"), ("none", "semantic 300"),
        ] {
            let cache = try await verifiedCache(refused: refused)
            try await cache.insert(
                conversation("which phones do you sell", "x", "how much is the red one"), answer: "300")
            let asked = conversation("phones which do you sell", "x", "the red one how much is")
            #expect(outcome(await cache.lookup(asked)) == expected)
        }
        let cache = try await verifiedCache(refused: "none")
        try await cache.insert(conversation("fail!", "x", "how much"), answer: "1")
        #expect(outcome(await cache.lookup(conversation("fail", "x", "much how"))) == "verifier_failed")
        embedder.fail(with: .failed("no memory"))
        #expect(outcome(await cache.lookup(conversation("fail", "x", "much how"))) == "embedding_failed")
    }

    /// - Parameter refused: a word; the verifier is against candidates that have it.
    private func verifiedCache(refused: String) async throws -> SemanticCache {
        let verifier = FakeVerifier { prompt, candidates throws(VerifierError) in
            if prompt == "fail" { throw .failed("broken") }
            return candidates.map { $0.contains(refused) ? 0.1 : 0.9 }
        }
        var policy = TenantPolicy(mode: .semantic)
        policy.rules = PartitionRules(context: .turnwise)
        return try await SemanticCache(
            store: MapEntryStore(), policy: CachePolicy(standard: policy),
            embedder: embedder, index: BruteForceIndex(), judge: TrustingJudge(), verifier: verifier)
    }

    @Test("pairs line up, and identical texts need no judgement")
    func pairs() {
        let asked = MatchedTexts(prompt: "p", context: ["a", "b"])
        #expect(
            asked.pairs(with: MatchedTexts(prompt: "q", context: ["a", "c"])) == [ContextPair(asked: "b", stored: "c")])
        #expect(asked.pairs(with: MatchedTexts(prompt: "q", context: ["a"])) == nil)
        #expect(asked.pairs(with: asked) == [])
    }
}
