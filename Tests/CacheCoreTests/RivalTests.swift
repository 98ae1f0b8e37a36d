import CacheCore
import Synchronization
import TestSupport
import Testing

/// Serves what is similar unless another one among the candidates has another answer.
private final class CompetitiveJudge: Judge {
    let name = "competitive"
    let promise: Float?
    let verdictsAskedFor = Mutex(0)

    init(promise: Float? = 0.5) {
        self.promise = promise
    }

    func judge(_ prompt: EmbeddedText, candidates: [Candidate]) -> [Judgement] {
        let answers = Set(candidates.map(\.answer)).subtracting([""])
        return candidates.map { Judgement(score: $0.similarity < 0.8 ? 0.1 : answers.count > 1 ? 0.4 : 0.9) }
    }

    func judge(
        _ prompt: EmbeddedText, candidates: [Candidate], threshold: Float?,
        verify: ([Int]) async throws(VerifierError) -> [Float?]
    ) async throws -> [Judgement] {
        verdictsAskedFor.withLock { $0 += candidates.count }
        return judge(prompt, candidates: candidates)
    }

    func threshold(risk: Double, basis: RiskBasis, given experience: Experience) -> RiskThreshold {
        RiskThreshold(promise)
    }

    func relation(of answer: String, to other: String) -> AnswerRelation { .unknown }
}

@Suite("Candidates that compete")
struct RivalTests {
    private func cache(
        _ judge: CompetitiveJudge, context: PartitionRules.Context = .exact
    ) async throws -> SemanticCache {
        var policy = TenantPolicy(mode: .semantic)
        policy.rules = PartitionRules(context: context)
        return try await SemanticCache(
            store: MapEntryStore(), policy: CachePolicy(standard: policy), embedder: FakeEmbedder(),
            index: BruteForceIndex(), judge: judge,
            verifier: FakeVerifier { _, candidates in candidates.map { _ in 0.9 } })
    }

    private func outcome(_ lookup: Lookup) -> String {
        switch lookup {
        case .hit(let hit): hit.answer
        case .miss(let miss): miss.reason.rawValue
        }
    }

    private func prompt(_ text: String) -> CacheRequest { CacheRequest(tenant: "t", prompt: text) }

    private func conversation(_ first: String, _ last: String) -> CacheRequest {
        CacheRequest(tenant: "t", messages: [.user(first), .assistant("x"), .user(last)])
    }

    @Test("one that was reported to be wrong is no rival of the right one")
    func rejected() async throws {
        let cache = try await cache(CompetitiveJudge())
        try await cache.insert(prompt("what is the capital of France"), answer: "Berlin")
        let asked = prompt("the capital of France is what")
        guard case .hit(let wrong) = await cache.lookup(asked) else {
            Issue.record("a miss")
            return
        }
        try await cache.learn(Feedback(.hit(wrong.hitID), isCorrect: false))
        #expect(outcome(await cache.lookup(asked)) == "vetoed")
        try await cache.insert(prompt("what is the capital of France now"), answer: "Paris")
        #expect(outcome(await cache.lookup(asked)) == "Paris")
        // For another prompt both may be right.
        #expect(outcome(await cache.lookup(prompt("France: what is the capital"))) == "below_threshold")
    }

    @Test("one with other earlier turns is no rival of one with the same")
    func otherContext() async throws {
        let cache = try await cache(CompetitiveJudge(), context: .turnwise)
        try await cache.insert(conversation("which lamps are on offer", "how much is the red one"), answer: "20")
        try await cache.insert(conversation("which phones do you sell", "how much is the red one"), answer: "300")
        let asked = conversation("phones: which do you sell", "the red one, how much is")
        #expect(outcome(await cache.lookup(asked)) == "300")
        try await cache.insert(conversation("you do sell which phones", "how much is the red one"), answer: "310")
        #expect(outcome(await cache.lookup(asked)) == "below_threshold")
        let others = conversation("which lamps do you sell in Rome", "the red one, how much is")
        #expect(outcome(await cache.lookup(others)) == "other_context")
    }

    @Test("a verifier is not asked where no risk can be promised")
    func nothingPromised() async throws {
        let judge = CompetitiveJudge(promise: nil)
        let cache = try await cache(judge)
        try await cache.insert(prompt("what is the capital of France"), answer: "Paris")
        #expect(outcome(await cache.lookup(prompt("the capital of France is what"))) == "risk_unattainable")
        #expect(judge.verdictsAskedFor.withLock { $0 } == 0)
    }
}
