import CacheCore
import Synchronization
import TestSupport
import Testing

/// Says what a closure says.
struct FakeVerifier: Verifier {
    let fingerprint = "fake"
    let budget: Duration? = nil
    let answer: @Sendable (_ prompt: String, _ candidates: [String]) throws(VerifierError) -> [Float?]

    func verify(
        _ prompt: EmbeddedText, against candidates: [EmbeddedText], for tenant: Tenant,
        until deadline: ContinuousClock.Instant?
    ) async throws(VerifierError) -> [Float?] {
        try answer(prompt.text, candidates.map(\.text))
    }
}

/// Knows nothing itself: a verdict is the score.
struct TrustingJudge: Judge {
    let name = "trusting"
    /// Asks about one candidate after the other, not about all at once.
    var isPatient = false

    func judge(_ prompt: EmbeddedText, candidates: [Candidate]) throws -> [Judgement] {
        candidates.map { _ in Judgement(score: 0) }
    }

    func judge(
        _ prompt: EmbeddedText, candidates: [Candidate], threshold: Float?,
        verify: ([Int]) async throws(VerifierError) -> [Float?]
    ) async throws -> [Judgement] {
        let questions = isPatient ? candidates.indices.map { [$0] } : [Array(candidates.indices)]
        var judgements: [Judgement] = []
        for question in questions {
            judgements += try await verify(question).map { Judgement(score: $0 ?? 0, verdict: $0) }
        }
        return judgements
    }

    func threshold(risk: Double, basis: RiskBasis, given experience: Experience) -> RiskThreshold {
        RiskThreshold(0.5)
    }

    func relation(of answer: String, to other: String) -> AnswerRelation { .unknown }
}

/// Notes when it is to have answered.
final class TimedVerifier: Verifier {
    let fingerprint = "timed"
    let budget: Duration? = .seconds(60)
    let deadlines = Mutex<[ContinuousClock.Instant?]>([])

    func verify(
        _ prompt: EmbeddedText, against candidates: [EmbeddedText], for tenant: Tenant,
        until deadline: ContinuousClock.Instant?
    ) async throws(VerifierError) -> [Float?] {
        deadlines.withLock { $0.append(deadline) }
        return candidates.map { _ in 0.1 }
    }
}

@Suite("A verifier at the judge's hand")
struct VerifierTests {
    private let stored = CacheRequest(tenant: "t", prompt: "how do I cancel an order")
    private let asked = CacheRequest(tenant: "t", prompt: "how do I cancel an order now")

    private func cache(
        _ answer: @escaping @Sendable (String, [String]) throws(VerifierError) -> [Float?]
    ) async throws -> SemanticCache {
        let cache = try await SemanticCache(
            store: MapEntryStore(), policy: CachePolicy(standard: TenantPolicy(mode: .semantic)),
            embedder: FakeEmbedder(), index: BruteForceIndex(), judge: TrustingJudge(),
            verifier: FakeVerifier(answer: answer))
        try await cache.insert(stored, answer: "So.")
        return cache
    }

    @Test("chooses among the candidates, nearer or not")
    func chooses() async throws {
        let cache = try await cache { _, candidates in candidates.map { $0.hasSuffix("order") ? 0.9 : 0.1 } }
        try await cache.insert(CacheRequest(tenant: "t", prompt: "how do I cancel an order today now"), answer: "No.")
        guard case .hit(let hit) = await cache.lookup(asked) else {
            Issue.record("a miss")
            return
        }
        #expect(hit.answer == "So." && hit.score == 0.9)
    }

    @Test("one lookup has one budget, however often it asks")
    func budget() async throws {
        let verifier = TimedVerifier()
        let cache = try await SemanticCache(
            store: MapEntryStore(), policy: CachePolicy(standard: TenantPolicy(mode: .semantic)),
            embedder: FakeEmbedder(), index: BruteForceIndex(), judge: TrustingJudge(isPatient: true),
            verifier: verifier)
        for prompt in ["how do I cancel an order", "how do I cancel an order today"] {
            try await cache.insert(CacheRequest(tenant: "t", prompt: prompt), answer: "So.")
        }
        let start = ContinuousClock.now
        _ = await cache.lookup(asked)
        let deadlines = verifier.deadlines.withLock { $0 }
        #expect(deadlines.count == 2 && Set(deadlines).count == 1)
        let deadline = try #require(deadlines[0])
        #expect((start + .seconds(60)...ContinuousClock.now + .seconds(60)).contains(deadline))
    }

    @Test("says in the miss what it said")
    func refuses() async throws {
        let cache = try await cache { _, candidates in candidates.map { _ in 0.2 } }
        guard case .miss(let miss) = await cache.lookup(asked) else {
            Issue.record("a hit")
            return
        }
        #expect(miss.reason == .refusedByVerifier && miss.nearest?.verdict == 0.2)
    }

    @Test(
        "whatever fails in it, the lookup is a miss with its reason",
        arguments: [
            (VerifierError.busy, MissReason.busy), (.overBudget, .verifierBudget), (.failed("broken"), .verifierFailed),
        ])
    func failures(error: VerifierError, reason: MissReason) async throws {
        let cache = try await cache { _, _ throws(VerifierError) in throw error }
        guard case .miss(let miss) = await cache.lookup(asked) else {
            Issue.record("a hit")
            return
        }
        #expect(miss.reason == reason)
        guard case .hit = await cache.lookup(stored) else {
            Issue.record("the exact tier must go on")
            return
        }
    }

    @Test(
        "verdicts that are missing, too many or no numbers serve nothing",
        arguments: [
            ([nil], .belowThreshold), ([.nan], .refusedByVerifier), ([], .verifierFailed), ([1, 1], .verifierFailed),
        ]
            as [([Float?], MissReason)])
    func oddVerdicts(verdicts: [Float?], reason: MissReason) async throws {
        let cache = try await cache { _, _ in verdicts }
        guard case .miss(let miss) = await cache.lookup(asked) else {
            Issue.record("a hit")
            return
        }
        #expect(miss.reason == reason)
    }
}
