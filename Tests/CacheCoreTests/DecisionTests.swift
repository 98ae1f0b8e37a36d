import TestSupport
import Testing

@testable import CacheCore

@Suite("The decision")
struct DecisionTests {
    private static func assessment(_ id: Int64, _ score: Float, vetoed: Bool = false) -> Assessment {
        Assessment(
            id: EntryID(id), similarity: 0.9, score: score,
            veto: vetoed ? Veto(guardName: "numbers", reason: "4711 is not 4712") : nil)
    }

    @Test("The highest score that no guard forbids is served, when it reaches the threshold")
    func serves() {
        let decision = Decision(
            [Self.assessment(1, 0.99, vetoed: true), Self.assessment(2, 0.96), Self.assessment(3, 0.97)],
            threshold: 0.95)
        #expect(decision.verdict == .serve && decision.best.id == EntryID(3))
    }

    @Test(
        "A miss names the candidate that came nearest to being served",
        arguments: [
            ([assessment(1, 0.99, vetoed: true), assessment(2, 0.3)], MissReason.vetoed, Int64(1)),
            ([assessment(1, 0.5, vetoed: true), assessment(2, 0.3)], .belowThreshold, 2),
            ([assessment(1, 0.5, vetoed: true)], .vetoed, 1),
            ([assessment(1, .nan)], .belowThreshold, 1),
        ])
    func refuses(assessments: [Assessment], reason: MissReason, best: Int64) {
        let decision = Decision(assessments, threshold: 0.95)
        #expect(decision.verdict == .refuse(reason) && decision.best.id == EntryID(best))
    }

    @Test("Without a promise nothing is served")
    func noPromise() {
        let decision = Decision([Self.assessment(1, 1)], threshold: nil)
        #expect(decision.verdict == .refuse(.riskUnattainable))
    }

    /// A judge with a fault.
    private struct FaultyJudge: Judge {
        enum Fault: CaseIterable { case throwing, tooFewJudgements, tooManyJudgements, notANumber, noPromise }
        struct Broken: Error {}

        let fault: Fault
        let name = "faulty"

        func judge(_ prompt: EmbeddedText, candidates: [Candidate]) throws -> [Judgement] {
            switch fault {
            case .throwing: throw Broken()
            case .tooFewJudgements: []
            case .tooManyJudgements: Array(repeating: Judgement(score: 1), count: candidates.count + 1)
            case .notANumber: candidates.map { _ in Judgement(score: .nan) }
            case .noPromise: candidates.map { _ in Judgement(score: 1) }
            }
        }

        func threshold(risk: Double, basis: RiskBasis, given experience: Experience) -> RiskThreshold {
            RiskThreshold(fault == .noPromise ? nil : 0.5)
        }

        func relation(of answer: String, to other: String) -> AnswerRelation { .unknown }
    }

    @Test(
        "Whatever fails inside the decision, the lookup is a miss with its reason",
        arguments: FaultyJudge.Fault.allCases)
    private func faults(fault: FaultyJudge.Fault) async throws {
        let cache = try await SemanticCache(
            store: MapEntryStore(), policy: CachePolicy(standard: TenantPolicy(mode: .semantic)),
            embedder: FakeEmbedder(), index: BruteForceIndex(), judge: FaultyJudge(fault: fault))
        try await cache.insert(CacheRequest(tenant: "t", prompt: "how do I cancel an order"), answer: "So.")
        let lookup = await cache.lookup(CacheRequest(tenant: "t", prompt: "how do I cancel an order now"))
        guard case .miss(let miss) = lookup else {
            Issue.record("a hit")
            return
        }
        let expected: MissReason =
            switch fault {
            case .throwing, .tooFewJudgements, .tooManyJudgements: .decisionFailed
            case .notANumber: .belowThreshold
            case .noPromise: .riskUnattainable
            }
        #expect(miss.reason == expected)
        guard case .hit = await cache.lookup(CacheRequest(tenant: "t", prompt: "how do I cancel an order")) else {
            Issue.record("the exact tier must go on")
            return
        }
    }
}
