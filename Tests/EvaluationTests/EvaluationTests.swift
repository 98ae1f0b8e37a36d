import Foundation
import TestSupport
import Testing

@testable import Evaluation

@Suite("The evaluation of pairs")
struct EvaluationTests {
    private func outcome(_ similarity: Float, _ isSame: Bool, guardName: String? = nil) -> PairOutcome {
        PairOutcome(
            pair: LabelledPrompts("a", "b", isSame: isSame, set: "s"), similarity: similarity, score: similarity,
            guardName: guardName)
    }

    @Test("counts what is served right and wrong")
    func measures() throws {
        let outcomes = [
            outcome(0.9, true), outcome(0.8, true), outcome(0.7, false), outcome(0.6, true), outcome(0.5, false),
        ]
        let measures = PairMeasures(outcomes, criterion: .cosine(0.65))
        #expect(measures.served == 3)
        #expect(measures.servedWrong == 1)
        #expect(abs(measures.precision - 2.0 / 3) < 1e-9)
        #expect(abs(measures.recall - 2.0 / 3) < 1e-9)
        #expect(measures.falseHitRate == 0.5)
        #expect(abs(try #require(measures.areaUnderCurve) - 5.0 / 6) < 1e-9)
        let wrong = measures.wrongAmongServed
        #expect(abs(wrong.low - 0.0615) < 0.001 && abs(wrong.high - 0.7923) < 0.001)
    }

    @Test("a pair that a guard forbids is never served")
    func vetoed() {
        let measures = PairMeasures([outcome(1, false, guardName: "numbers")], criterion: .judged(threshold: 0))
        #expect(measures.served == 0)
    }

    @Test("reads JSON Lines, tab-separated text and families, and says which line is wrong")
    func files() throws {
        let folder = TemporaryFolder()
        func write(_ name: String, _ text: String) throws -> String {
            let path = folder.path + "/" + name
            try Data(text.utf8).write(to: URL(filePath: path))
            return path
        }
        let lines = try PairFile.read(
            write(
                "a.jsonl",
                "{\"a\":\"x\",\"b\":\"y\",\"same\":true,\"category\":\"c\"}\n\n{\"a\":\"x\",\"b\":\"z\",\"same\":0}\n"))
        #expect(lines.map(\.isSame) == [true, false])
        #expect(lines[0].category == "c")
        #expect(try PairFile.read(write("b.tsv", "x\ty\t1\nx\tz\t0\n")).map(\.second) == ["y", "z"])
        let family =
            "[{\"id\":\"f\",\"anchor\":\"How do I pay my invoice?\",\"same\":[[\"light\",\"Where can I pay?\"]],\"traps\":[[\"negation\",\"How do I not pay?\"]]}]"
        let pairs = try PairFile.read(write("c.json", family))
        #expect(pairs.filter { !$0.isSame }.map(\.category) == ["trap: negation"])
        #expect(pairs.contains { $0.category == "near: case" && $0.second == "how do i pay my invoice?" })
        #expect(throws: PairFileError.self) { try PairFile.read(write("d.jsonl", "{\"a\":1}")) }
        #expect(throws: PairFileError.self) { try PairFile.read(folder.path + "/missing.jsonl") }
    }

    @Test("reads families of conversations as the product would match them, and knows which pairs never meet")
    func conversations() throws {
        let long = String(repeating: "x", count: 200)
        let family = """
            {"id": "c", "history": ["user: a", "assistant: \(long)"], "message": "make it shorter",
             "same": [["light", [], "shorter a"], ["light", ["user: a", "assistant: \(long)y"], "make it shorter"]],
             "traps": [["entity", ["user: b", "assistant: \(long)"], "make it shorter"]]}
            """.replacing("\n", with: " ")
        let folder = TemporaryFolder()
        let path = folder.path + "/c.jsonl"
        try Data(family.utf8).write(to: URL(filePath: path))
        let all = try PairFile.read(path)
        let near = all.filter { $0.category.hasPrefix("near") }, pairs = Array(all.dropFirst(near.count))
        #expect(near.map { $0.second.prefix { $0 != "\n" } } == ["Hi, make it shorter", "make it shroter"])
        #expect(near.allSatisfy { $0.isSame && $0.canMeet })
        #expect(pairs.map(\.isSame) == [true, true, false])
        #expect(pairs.map(\.category) == ["light", "light", "trap: entity"])
        #expect(pairs[0].first == "make it shorter\nassistant: " + long.prefix(109) + "\nuser: a")
        #expect(pairs[0].second == "shorter a" && pairs[0].set == "conversations/c.jsonl")
        // What the text leaves out of the answers differs, and the message leans on them.
        #expect(pairs.map(\.canMeet) == [false, false, true])
        try Data(family.replacing("user: b", with: "nobody: b").utf8).write(to: URL(filePath: path))
        #expect(throws: PairFileError.self) { try PairFile.read(path) }
    }

    @Test("exchanges histories and messages of light rewordings")
    func exchanged() throws {
        let family = """
            {"id": "c", "history": ["user: a", "assistant: b"], "message": "and then?",
             "same": [["light", ["user: A", "assistant: B"], "what then?"], ["light", [], "what after a?"],
                      ["reworded", ["user: a1", "assistant: b1"], "next?"], ["light", ["user: A", "assistant: B"], "and then?"]],
             "traps": [["entity", ["user: c", "assistant: d"], "and then?"]]}
            """.replacing("\n", with: " ")
        let folder = TemporaryFolder()
        let path = folder.path + "/c.jsonl"
        try Data(family.utf8).write(to: URL(filePath: path))
        let pairs = try PairFile.read(path).filter { $0.category.hasPrefix("exchanged") }
        #expect(pairs.map(\.category) == ["exchanged: message", "exchanged: history"])
        #expect(pairs.map(\.second) == ["what then?\nassistant: b\nuser: a", "and then?\nassistant: B\nuser: A"])
        #expect(pairs.allSatisfy { $0.isSame && $0.canMeet && $0.first == "and then?\nassistant: b\nuser: a" })
    }

    @Test("turns long traps round, and leaves those alone that are short or that a mere order makes")
    func rearranged() throws {
        let long =
            "I moved to Leeds in May with two cats. The flat has no garden! Which shelter near me takes in older dogs? Thanks a lot for help"
        let folder = TemporaryFolder()
        let path = folder.path + "/f.jsonl"
        let family = """
            {"id": "f", "anchor": "x", "same": [["light", "y"]],
             "traps": [["order", "edit", "\(long)"], ["entity", "edit", "\(long)"], ["scope", "edit", "One. Two. Three."]]}
            """.replacing("\n", with: " ")
        try Data(family.utf8).write(to: URL(filePath: path))
        let turned = try PairFile.read(path).filter { $0.category == "trap: rearranged" }
        #expect(turned.map(\.isSame) == [false])
        #expect(
            turned.map(\.second) == [
                "Which shelter near me takes in older dogs? Thanks a lot for help I moved to Leeds in May with two cats. The flat has no garden!"
            ])
    }

    @Test("draws a curve")
    func plot() {
        let curve = RiskCoverage([outcome(0.9, true), outcome(0.5, false)], criterion: .cosine(0, name: "<cosine>"))
        #expect(curve.points.map(\.risk) == [0, 0.5])
        let svg = RiskCoveragePlot.svg([curve], title: "A & B")
        #expect(svg.contains("&lt;cosine&gt;") && svg.contains("A &amp; B") && svg.hasSuffix("</svg>\n"))
    }
}
