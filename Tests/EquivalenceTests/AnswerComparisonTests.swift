import CacheCore
import Testing

@testable import Equivalence

@Suite("Comparing answers")
struct AnswerComparisonTests {
    @Test(
        "says the same",
        arguments: [
            ("Paris", "paris."), ("Use the label in the parcel.", "Use the label in the parcel!"), ("", ""),
            ("巴黎", "巴黎。"),
            ("It takes five days.", "It takes 5 days."),
        ])
    func same(one: String, other: String) {
        #expect(AnswerComparison.relation(of: one, to: other) == .same)
    }

    @Test(
        "says something else",
        arguments: [
            ("Paris", "Berlin"), ("Yes, you can.", "No, that is not possible."),
            ("It costs 5 euros.", "It costs 7 euros."),
            ("42", "43"), ("可以退款", "不可以退款"), ("3天", "7天"),
        ])
    func different(one: String, other: String) {
        #expect(AnswerComparison.relation(of: one, to: other) == .different)
        #expect(AnswerComparison.relation(of: other, to: one) == .different)
    }

    @Test(
        "cannot tell",
        arguments: [
            ("Paris", "The capital is Paris"), ("Yes", "Correct"), ("five days", "about a week in most cases"),
            ("Go to settings and choose your plan there.", "You find your plan in the settings."), ("Paris", ""),
            (String(repeating: "a b ", count: 2_000), String(repeating: "b a ", count: 2_000)),
        ])
    func unknown(one: String, other: String) {
        #expect(AnswerComparison.relation(of: one, to: other) == .unknown)
    }
}

@Suite("What a tenant's use does to its threshold")
struct ExperienceTests {
    private let judge: PromptJudge

    init() throws {
        judge = PromptJudge(try #require(ScoreModel.allShipped.first))
    }

    private func labels(_ count: Int, wrongBelow score: Float) -> [LabelledScore] {
        (0..<count).map { number in
            let value = Float(number) / Float(count)
            return LabelledScore(score: value, isSame: value >= score)
        }
    }

    @Test("with few labels the shipped calibration holds")
    func shipped() {
        let shipped = judge.threshold(risk: 0.01, basis: .hits, given: Experience())
        #expect(shipped.grounds == .shipped && shipped.value != nil)
        let few = Experience(labels: labels(50, wrongBelow: 0.2), served: 40)
        #expect(judge.threshold(risk: 0.01, basis: .hits, given: few) == shipped)
    }

    @Test("with enough labels they decide, and promise a stricter risk at a higher score")
    func own() throws {
        let experience = Experience(labels: labels(5_000, wrongBelow: 0.4), served: 3_000)
        let own = judge.threshold(risk: 0.01, basis: .hits, given: experience)
        #expect(own.grounds == .labels(5_000))
        let value = try #require(own.value)
        #expect(0.35...0.5 ~= value)
        let strict = try #require(judge.threshold(risk: 0.002, basis: .hits, given: experience).value)
        #expect(strict >= value)
    }

    @Test("reports of more wrong hits than the risk allows void the promise; chance does not")
    func drift() {
        func grounds(_ wrong: Int, of served: Int) -> RiskThreshold.Grounds {
            judge.threshold(risk: 0.01, basis: .hits, given: Experience(served: served, reportedWrong: wrong)).grounds
        }
        #expect(grounds(1, of: 1) == .shipped)
        #expect(grounds(2, of: 300) == .shipped)
        #expect(grounds(2, of: 10) == .drift(reportedWrong: 2, served: 10))
        #expect(grounds(30, of: 1_000) == .drift(reportedWrong: 30, served: 1_000))
    }

    @Test("a share of all lookups takes a lower score than a share of the hits")
    func lookups() throws {
        let ofHits = try #require(judge.threshold(risk: 0.02, basis: .hits, given: Experience()).value)
        let ofLookups = try #require(judge.threshold(risk: 0.02, basis: .lookups, given: Experience()).value)
        #expect(ofLookups < ofHits)
    }
}
