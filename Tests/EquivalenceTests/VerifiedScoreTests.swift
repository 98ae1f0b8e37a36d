import CacheCore
import Foundation
import Testing

@testable import Equivalence

@Suite("A score that weighs a verifier's verdicts")
struct VerifiedScoreTests {
    private let base: ScoreModel
    private let model: ScoreModel

    /// Rewordings and traps of many families, on which the verifier is mostly right.
    private static let pairs: [LabelledPair] = (0..<1_200).map { number in
        let isSame = number % 2 == 0
        let first = "how do I cancel the subscription of device \(number / 4) for my account"
        let second =
            isSame
            ? "what steps end my subscription, it is for device \(number / 4)"
            : "how do I start the subscription of device \(number / 4) for my account"
        var evidence = PairEvidence(
            EmbeddedText(first, vector: [0.9, 0.435]), EmbeddedText(second, vector: [0.8, 0.6]))
        let isRight = number % 97 != 0
        evidence.verdict = (isSame == isRight ? 3 : -3) + Float(number % 7) / 7
        return LabelledPair(evidence, isSame: isSame, group: "family \(number / 4)")
    }

    /// The same after a turn, and with verdicts that mean nothing.
    private static let conversations: [LabelledPair] = pairs.enumerated().map { number, pair in
        func after(_ text: String) -> String { text + "\nuser: it is about device \(number / 4)" }
        let first = "how do I cancel the subscription of this device",
            second = "how do I end the subscription of that one"
        var evidence = PairEvidence(
            EmbeddedText(after(first), vector: [0.9, 0.435]), EmbeddedText(after(second), vector: [0.8, 0.6]))
        evidence.verdict = Float(number * 7 % 13) / 2 - 3
        return LabelledPair(evidence, isSame: pair.isSame, group: pair.group)
    }

    init() throws {
        base = try #require(ScoreModel.allShipped.first)
        model = VerifiedScoreTrainer().train(Self.pairs, for: base, verifier: "v1")
    }

    @Test("is read back as it was written, and refused when it is damaged")
    func file() throws {
        let bytes = model.encoded
        #expect(try ScoreModel(bytes) == model)
        for length in stride(from: bytes.count - 2_000, to: bytes.count, by: 37) {
            #expect(throws: ScoreModelError.self) { try ScoreModel(Array(bytes.prefix(length))) }
        }
    }

    @Test(
        "a file of an earlier version is read where it has no second stage, and refused where it has one",
        arguments: [3, 4] as [UInt8])
    func formerVersion(_ version: UInt8) throws {
        func formerly(_ model: ScoreModel) -> [UInt8] {
            var bytes = model.encoded
            bytes.replaceSubrange(4..<6, with: [version, 0])
            bytes.removeLast(8)
            return bytes
        }
        #expect(try ScoreModel(formerly(base)) == base)
        #expect(throws: ScoreModelError.otherFeatures) { try ScoreModel(formerly(model)) }
    }

    @Test(
        "conversations among the pairs get a table of their own, and their scores count on the scale of single prompts")
    func conversations() throws {
        let model = VerifiedScoreTrainer().train(Self.pairs + Self.conversations, for: base, verifier: "v1")
        let verified = try #require(model.verified), table = try #require(verified.conversationRisks)
        #expect(self.model.verified?.conversationRisks == nil)
        #expect(try ScoreModel(model.encoded) == model)
        let judge = PromptJudge(model, verifier: "v1")
        let threshold = try #require(judge.threshold(risk: 0.1, basis: .hits, given: Experience()).value)
        let served = Self.conversations.filter { judge.judgement(of: $0.evidence).score >= threshold }
        #expect(table.threshold(risk: 0.1) == nil && served.isEmpty, "a verifier that guesses promises nothing")
    }

    @Test("counts only with the verifier that it was made for, and gives the judge a name of its own")
    func fingerprint() {
        let plain = PromptJudge(model), other = PromptJudge(model, verifier: "v2")
        let judge = PromptJudge(model, verifier: "v1")
        #expect(!plain.weighsVerdicts && !other.weighsVerdicts && judge.weighsVerdicts)
        #expect(plain.name == other.name && judge.name != plain.name)
    }

    @Test("rises with the verdict, overrules a guard that is alone, and takes a missing verdict for the worst")
    func verdicts() {
        let judge = PromptJudge(model, verifier: "v1")
        var strangers = 0
        for pair in Self.pairs.prefix(8) {
            var evidence = pair.evidence
            let judgements = [-6, -3, 0, 3, 6].map { (verdict: Float) in
                evidence.verdict = verdict
                return judge.judgement(of: evidence)
            }
            #expect(zip(judgements, judgements.dropFirst()).allSatisfy { $0.score <= $1.score })
            // No verdict counts on what the first stage all but rules out.
            let isStranger = PromptJudge.isStranger(
                evidence, score: model.calibration.probability(margin: model.margin(evidence)))
            #expect(judgements.last!.verdict == (isStranger ? nil : 6))
            #expect(judgements.last!.veto == nil || isStranger)
            strangers += isStranger ? 1 : 0
            #expect(judgements.allSatisfy { $0.veto == nil || $0.score < 0.5 })
            evidence.verdict = nil
            let silent = judge.judgement(of: evidence)
            #expect(silent.score <= judgements[0].score && silent.verdict == nil && silent.veto == evidence.veto)
        }
        #expect(1...7 ~= strangers)
    }

    @Test("a text too long to be compared stays forbidden")
    func tooLong() {
        let text = String(repeating: "word ", count: 40_000)
        var evidence = PairEvidence(EmbeddedText(text, vector: [1, 0]), EmbeddedText(text + "x", vector: [1, 0]))
        evidence.verdict = 9
        #expect(PromptJudge(model, verifier: "v1").judgement(of: evidence).veto?.guardName == "length")
    }

    @Test("asks the verifier about a few candidates, and about none when one is sure or none can be served")
    func asks() async throws {
        let judge = PromptJudge(model, verifier: "v1")
        let prompt = EmbeddedText("how do I cancel my subscription", vector: [1, 0])
        func candidate(_ id: Int64, _ text: String) -> Candidate {
            Candidate(id: EntryID(id), similarity: 0.9, prompt: EmbeddedText(text, vector: [0.9, 0.435]), answer: "a")
        }
        var asked: [[Int]] = []
        func verdicts(_ candidates: [Candidate], threshold: Float?) async throws -> [Judgement] {
            try await judge.judge(prompt, candidates: candidates, threshold: threshold) { positions in
                asked.append(positions)
                return positions.map { _ in 4 }
            }
        }
        let others = (1...8).map { candidate($0, "what steps end the subscription, number \($0)") }
        let judgements = try await verdicts(others, threshold: nil)
        #expect(asked.map(\.count) == [1, 2] && Set(asked.joined()).count == 3)
        #expect(judgements.count { $0.verdict == 4 } == 3)
        _ = try await verdicts(others, threshold: 1.01)
        #expect(asked.count == 2, "none can reach such a threshold")
        let decided = try await verdicts(others, threshold: judgements[asked[0][0]].score)
        #expect(asked.map(\.count) == [1, 2, 1], "the first one read may be served")
        #expect(decided.count { $0.verdict == 4 } == 1)
        await #expect(throws: VerifierError.overBudget) {
            try await judge.judge(prompt, candidates: others, threshold: nil) { _ throws(VerifierError) in
                throw .overBudget
            }
        }
    }

    @Test("no verdict is asked of what the first stage rules out, nor of conversations that lie far apart")
    func strangers() {
        func isStranger(after turn: String, similarity: Float, score: Float) -> Bool {
            let second = [similarity, (1 - similarity * similarity).squareRoot()]
            let evidence = PairEvidence(
                EmbeddedText("yes please" + turn, vector: [1, 0]), EmbeddedText("go on" + turn, vector: second))
            return PromptJudge.isStranger(evidence, score: score)
        }
        let turn = "\nassistant: shall I cancel it?\nuser: my order is late"
        #expect(!isStranger(after: "", similarity: 0.8, score: 0.4))
        #expect(!isStranger(after: turn, similarity: 0.93, score: 0.4))
        #expect(isStranger(after: turn, similarity: 0.91, score: 0.99))
        for text in ["", turn] { #expect(isStranger(after: text, similarity: 0.99, score: 0.2)) }
    }

    @Test("a stranger is neither worth a verdict nor a rival")
    func stranger() async throws {
        let judge = PromptJudge(model, verifier: "v1")
        let prompt = EmbeddedText("how do I cancel my subscription", vector: [1, 0])
        let candidates = [
            ("what steps end my subscription", [0.9, 0.435], "Paris"),
            ("which trees grow in a desert", [0.1, 0.995], "Berlin"),
        ].enumerated().map { position, item in
            Candidate(
                id: EntryID(Int64(position)), similarity: item.1[0], prompt: EmbeddedText(item.0, vector: item.1),
                answer: item.2)
        }
        func judgements(_ count: Int) async throws -> [Judgement] {
            try await judge.judge(prompt, candidates: Array(candidates.prefix(count)), threshold: nil) {
                $0.map { _ in 4 }
            }
        }
        let alone = try await judgements(1)[0].score
        let both = try await judgements(2)
        #expect(both[1].verdict == nil)
        #expect(alone > 0.5 && both[0].score > 0.95 * alone)
    }

    @Test("asks where a verdict makes the difference, and nowhere else", arguments: [0.5, 0.9, 0.98] as [Float])
    func asking(_ threshold: Float) throws {
        let judge = PromptJudge(model, verifier: "v1")
        func score(_ evidence: PairEvidence, _ verdict: Float?) -> Float {
            var evidence = evidence
            evidence.verdict = verdict
            let judgement = judge.judgement(of: evidence)
            return judgement.veto == nil ? judgement.score : 0
        }
        for pair in Self.pairs.prefix(300) {
            let isDecided = score(pair.evidence, nil) >= threshold || score(pair.evidence, 10) < threshold
            let asks = judge.asksVerifier(about: pair.evidence, threshold: threshold)
            #expect(asks != isDecided)
            #expect(!PromptJudge(model).asksVerifier(about: pair.evidence, threshold: threshold))
        }
    }

    @Test("promises nothing that neither the labels nor the first stage can prove")
    func promises() {
        let judge = PromptJudge(model, verifier: "v1")
        #expect(judge.threshold(risk: 0.0001, basis: .hits, given: Experience()).value == nil)
        let values = [0.02, 0.05, 0.1].map { judge.threshold(risk: $0, basis: .hits, given: Experience()).value ?? 2 }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
    }
}
