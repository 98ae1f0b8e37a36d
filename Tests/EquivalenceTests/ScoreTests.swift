import CacheCore
import Testing

@testable import Equivalence

@Suite("What can be promised")
struct RiskTests {
    @Test(
        "the upper limit of a share agrees with published tables",
        arguments: [(0, 300, 0.00994), (0, 60, 0.0487), (1, 100, 0.0466), (5, 50, 0.1988), (10, 10, 1.0)])
    func upperLimit(wrong: Int, count: Int, limit: Double) {
        #expect(abs(BinomialLimit.upper(wrong: wrong, of: count) - limit) < 0.0005)
    }

    @Test("a risk has a threshold only when enough labels prove it")
    func table() {
        let clean = (0..<400).map { (number: Int) -> (score: Float, isSame: Bool) in
            (score: Float(1_000 - number) / 1_000, isSame: true)
        }
        #expect(RiskTable(Array(clean.prefix(200))).threshold(risk: 0.01) == nil)
        #expect(RiskTable(clean).threshold(risk: 0.01) == 0.605)
        let wrong = clean.enumerated().map { (score: $0.element.score, isSame: $0.offset < 350) }
        let threshold = RiskTable(wrong).threshold(risk: 0.01) ?? 0
        #expect(threshold > 0.65 && threshold < 0.75)
        #expect(RiskTable(wrong).threshold(risk: 0.001) == nil)
    }

    @Test("a larger risk never has a higher threshold")
    func monotone() {
        let labels = (0..<5_000).map { (number: Int) -> (score: Float, isSame: Bool) in
            (score: Float(5_000 - number) / 5_000, isSame: number % 97 > number / 60)
        }
        let thresholds = RiskTable(labels).rows.map(\.threshold)
        #expect(thresholds.count > 2)
        #expect(zip(thresholds, thresholds.dropFirst()).allSatisfy { $0 >= $1 })
    }
}

@Suite("Boosted trees")
struct BoostedTreesTests {
    /// Two features: the first decides, the second is noise.
    private let examples = (0..<2_000).map { (number: Int) -> BoostedTreesTrainer.Example in
        let first = Float(number % 100) / 100
        let second = Float(number * 7_919 % 101) / 101
        return BoostedTreesTrainer.Example(
            features: [first, second], isPositive: first > 0.6 || (first > 0.4 && number % 3 == 0), weight: 1)
    }

    @Test("learn what decides, never against the given direction, and the same every time")
    func learning() {
        let trainer = BoostedTreesTrainer(directions: [1, 0])
        let trees = trainer.train(examples)
        #expect(trees == trainer.train(examples))
        #expect(trees.margin([0.9, 0.5]) > 2)
        #expect(trees.margin([0.2, 0.5]) < -2)
        for second: Float in [0.1, 0.5, 0.9] {
            let margins = (0...100).map { trees.margin([Float($0) / 100, second]) }
            #expect(zip(margins, margins.dropFirst()).allSatisfy { $0 <= $1 })
        }
    }

    @Test("a feature that must not count against its direction is left out")
    func direction() {
        let trees = BoostedTreesTrainer(directions: [-1, 0]).train(examples)
        #expect(abs(trees.margin([0.9, 0.5]) - trees.margin([0.1, 0.5])) < 0.2)
    }
}

@Suite("The shipped score model")
struct ScoreModelTests {
    private let bytes = PackageResources.e5_small_scores

    @Test("comes back from its file as it was")
    func roundTrip() throws {
        let model = try ScoreModel(bytes)
        // It is in the form of the version before, which has no room for a verifier.
        #expect(try ScoreModel(model.encoded) == model)
        let verified = PackageResources.e5_small_verified_scores
        #expect(try ScoreModel(verified).encoded == verified)
        #expect(model.riskTable.contains { $0.risk == 0.01 })
    }

    @Test("is refused when it is cut off anywhere or ends late")
    func truncation() {
        for length in stride(from: 0, to: bytes.count, by: 97) {
            #expect(throws: ScoreModelError.self) { try ScoreModel(Array(bytes.prefix(length))) }
        }
        #expect(throws: ScoreModelError.self) { try ScoreModel(bytes + [0]) }
    }

    @Test("is refused when a bit is another one")
    func checksum() throws {
        let bytes = try ScoreModel(bytes).encoded
        for position in stride(from: 0, to: bytes.count, by: 131) {
            var damaged = bytes
            damaged[position] ^= 1 << (position % 8)
            #expect(throws: ScoreModelError.self) { try ScoreModel(damaged) }
        }
    }

    @Test("a damaged file of a version without a checksum gives an error or a model that ends, never a crash")
    func damage() {
        var state: UInt64 = 42
        for _ in 0..<500 {
            var damaged = bytes
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            damaged[Int(state >> 33) % damaged.count] ^= UInt8(truncatingIfNeeded: state >> 20) | 1
            guard let model = try? ScoreModel(damaged) else { continue }
            let vector = [Float](repeating: 1 / Float(384).squareRoot(), count: 384)
            _ = model.score(PairEvidence(EmbeddedText("a b", vector: vector), EmbeddedText("a c", vector: vector)))
        }
    }

    @Test("judges a near repeat above a trap, whatever is asked first")
    func judgement() throws {
        let judge = PromptJudge(try ScoreModel(bytes))
        var vector = [Float](repeating: 0, count: 384)
        vector[0] = 1
        func judgement(_ asked: String, _ stored: String) -> Judgement {
            judge.judge(
                EmbeddedText(asked, vector: vector),
                candidates: [
                    Candidate(
                        id: EntryID(1), similarity: 1, prompt: EmbeddedText(stored, vector: vector), answer: "")
                ])[0]
        }
        let near = judgement("how do i reset my password", "How do I reset my password?")
        #expect(near.veto == nil)
        let trap = judgement("cancel order 4711", "cancel order 4712")
        #expect(trap.veto?.guardName == "numbers")
        let one = judgement("how long do I bake the bread", "how do I store bread")
        let other = judgement("how do I store bread", "how long do I bake the bread")
        #expect(one.score == other.score)
        #expect(one.score < near.score)
    }
}
