import CacheCore
import Foundation
import TestSupport
import Testing

@testable import Evaluation

@Suite("Streams of requests")
struct StreamTests {
    @Test("reads JSON Lines and tab-separated text, and says which line is wrong")
    func files() throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/s.tsv"
        try Data("{\"text\":\"a\",\"class\":\"1\"}\n\nb\t2\n".utf8).write(to: URL(filePath: path))
        #expect(
            try StreamFile.read(path) == [
                StreamItem("a", answerClass: "1", set: "s.tsv"), StreamItem("b", answerClass: "2", set: "s.tsv"),
            ])
        try Data("b\t2\nc\n".utf8).write(to: URL(filePath: path))
        #expect(throws: PairFileError.self) { try StreamFile.read(path) }
    }

    @Test(
        "reads comma-separated values as RFC 4180 says",
        arguments: [
            ("a,b\nc,d", [["a", "b"], ["c", "d"]]), ("\"a,1\",b\n", [["a,1", "b"]]),
            ("\"say \"\"hi\"\"\",b\n", [["say \"hi\"", "b"]]), ("\"two\nlines\",b\n\n", [["two\nlines", "b"]]),
        ])
    func commaSeparated(text: String, rows: [[String]]) {
        #expect(CommaSeparated.rows(of: text) == rows)
    }

    @Test("a hit with another class's answer is wrong, one in the same words is exact")
    func run() async throws {
        let cache = try await SemanticCache(
            store: MapEntryStore(), policy: CachePolicy(standard: TenantPolicy(mode: .semantic, threshold: 0.8)),
            embedder: FakeEmbedder(), index: BruteForceIndex())
        let texts = [
            ("how do I cancel an order", "cancel"), ("how do I cancel an order", "cancel"),
            ("how do I cancel an order now", "cancel"), ("how do I cancel my order", "cancel mine"),
            ("where is the shop", "shop"),
        ]
        let items = texts.map { StreamItem($0.0, answerClass: $0.1, set: "s") }
        let run = try await StreamRun.play(items, on: cache, rule: "cosine")
        #expect(run.requests == 5 && run.answeredBefore == 2)
        #expect(run.exactHits == 1 && run.semanticHits == 2 && run.wrongHits == 1)
        #expect(run.text.contains("1 of these wrong: 50.0 %"))
    }
}
