import Testing

@testable import Embeddings

@Suite struct WordPieceModelTests {
    private static let pieces = [
        "[UNK]", "un", "##aff", "##able", "##a", "run", "##ning", "é", "##", "##é", "[SEP]",
    ]

    private func encode(_ word: String, maximumCharacters: Int = 100) throws -> [Int32] {
        let model = try WordPieceModel(
            pieces: try PieceList(Self.pieces), unknown: 0, continuationPrefix: "##",
            maximumCharacters: maximumCharacters, neverMatched: [10])
        var output = TokenizedText()
        let bytes = Array(word.utf8)
        model.encode(bytes.span, in: 0..<bytes.count, into: &output)
        #expect(output.unknownCount == output.ids.count { $0 == 0 })
        return output.ids
    }

    @Test(
        "Takes the longest piece each time, and gives up the whole word when nothing continues it",
        arguments: [
            ("unaffable", [1, 2, 3]), ("unaable", [1, 4, 3]), ("un", [1]), ("running", [5, 6]),
            ("runni", [0]),
            ("xrun", [0]), ("éé", [7, 9]), ("ning", [0]), ("[SEP]", [0]), ("[UNK]", [0]), ("##", [8]),
        ] as [(String, [Int32])])
    func greedyLongestMatch(word: String, ids: [Int32]) throws {
        #expect(try encode(word) == ids)
    }

    @Test("A word of more scalars than the limit is unknown, one of exactly the limit is not")
    func longWords() throws {
        #expect(try encode("ééé", maximumCharacters: 3) == [7, 9, 9])
        #expect(try encode("éééé", maximumCharacters: 3) == [0])
        #expect(try encode(String(repeating: "é", count: 100_000)) == [0])
    }
}
