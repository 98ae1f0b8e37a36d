import CacheCore
import TestSupport
import Testing

@testable import Evaluation

@Suite("Strangers: the nearest prompts of other families")
struct StrangersTests {
    private func family(_ id: String, _ texts: [String], set: String = "s") -> [LabelledPrompts] {
        texts.dropFirst().map { LabelledPrompts(texts[0], $0, isSame: true, set: set, group: id) }
    }

    @Test("are those of brute force, each pair once, and none that is too near")
    func nearest() async throws {
        var generator = SeededGenerator(seed: 5)
        let families = (0..<30).map { family in (0..<4).map { "\(family) \($0)" } }
        let texts = families.flatMap { $0 }
        let vectors = texts.map { _ in
            let vector = (0..<4).map { _ in Float.random(in: -1...1, using: &generator) }
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return vector.map { $0 / length }
        }
        func group(_ number: Int) -> Int { number / 4 }
        let expected = Set(
            texts.indices.compactMap { number -> Set<String>? in
                let similarities = texts.indices.map { other in
                    zip(vectors[number], vectors[other]).reduce(0) { $0 + $1.0 * $1.1 }
                }
                let stranger = texts.indices
                    .filter { group($0) != group(number) && similarities[$0] <= Strangers.mostSimilarity }
                    .max { similarities[$0] < similarities[$1] }
                return stranger.map { [texts[number], texts[$0]] }
            })
        let pairs = families.enumerated().flatMap { family("F\($0.offset)", $0.element) }
        let found = try await Strangers.pairs(among: pairs, EmbeddedTexts(texts, vectors))
        #expect(Set(found.map { [$0.first, $0.second] }) == expected)
        #expect(found.count == expected.count)
        #expect(found.allSatisfy { !$0.isSame && $0.category == "stranger" })
    }

    @Test("are no near repeats, no texts of two families and none of another set")
    func leftOut() async throws {
        let near = LabelledPrompts("a", "A", isSame: true, category: "near: case", set: "s", group: "F1")
        let pairs =
            family("F1", ["a", "shared"]) + family("F2", ["b", "shared"]) + [near]
            + family("F3", ["c", "d"], set: "other")
        let texts = ["a", "A", "b", "shared", "c", "d"]
        let vectors: [[Float]] = [[1, 0], [0.99, 0.14], [0.6, 0.8], [0.8, 0.6], [0.98, 0.19], [0, 1]]
        let found = try await Strangers.pairs(among: pairs, EmbeddedTexts(texts, vectors))
        #expect(found.map { [$0.first, $0.second] } == [["a", "b"]])
    }
}
