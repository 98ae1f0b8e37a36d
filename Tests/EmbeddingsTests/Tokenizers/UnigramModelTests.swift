import TestSupport
import Testing

@testable import Embeddings

@Suite struct UnigramModelTests {
    private static let unknown: Int32 = 0

    @Test("Finds the best of all cuts, as trying every cut does", arguments: 0..<60)
    func bestCutEqualsExhaustiveSearch(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let letters: [Character] = ["a", "b", "é", "中"]
        var pieces = ["<unk>"]
        for _ in 0..<Int.random(in: 2...20, using: &random) {
            let length = Int.random(in: 1...4, using: &random)
            let piece = String((0..<length).map { _ in letters.randomElement(using: &random)! })
            if !pieces.contains(piece) { pieces.append(piece) }
        }
        let scores = pieces.map { _ in Double.random(in: -12 ... -1, using: &random) }
        let model = try UnigramModel(
            pieces: try PieceList(pieces), scores: scores, unknown: Self.unknown, neverMatched: [])
        for _ in 0..<20 {
            let word = String((0..<8).map { _ in letters.randomElement(using: &random)! })
            let best = bestCuts(of: word, pieces, scores)
            #expect(best.contains(encode(word, with: model).ids))
        }
    }

    private func encode(_ word: String, with model: UnigramModel) -> TokenizedText {
        var output = TokenizedText()
        var lattice = UnigramModel.Lattice()
        let bytes = Array(word.utf8)
        model.encode(bytes.span, in: 0..<bytes.count, using: &lattice, into: &output)
        return output
    }

    /// Tries every cut; a character that is no piece is unknown, and runs of unknown characters are one token.
    ///
    /// - Returns: all cuts with the best score (`aaa` has two into `a` and `aa`).
    private func bestCuts(of word: String, _ pieces: [String], _ scores: [Double]) -> [[Int32]] {
        func cuts(_ rest: Substring) -> [(score: Double, ids: [Int32])] {
            guard let first = rest.first else { return [(0, [])] }
            var result: [(score: Double, ids: [Int32])] = []
            for (id, piece) in pieces.enumerated().dropFirst() where rest.hasPrefix(piece) {
                result += cuts(rest.dropFirst(piece.count)).map {
                    (scores[id] + $0.score, [Int32(id)] + $0.ids)
                }
            }
            if !pieces.contains(String(first)) {
                result += cuts(rest.dropFirst()).map {
                    (scores.min()! - 10 + $0.score, [Self.unknown] + $0.ids)
                }
            }
            return result
        }
        let all = cuts(word[...])
        let bestScore = all.map(\.score).max()!
        return all.filter { $0.score > bestScore - 1e-9 }.map { cut in
            cut.ids.reduce(into: []) { ids, id in
                if id != Self.unknown || ids.last != Self.unknown { ids.append(id) }
            }
        }
    }

    @Test("Of cuts with the same score, the one that was found first stays")
    func ties() throws {
        let model = try UnigramModel(
            pieces: try PieceList(["<unk>", "a", "ab", "b", "bc", "c"]), scores: [-9, -2, -3, -1, -3, -2],
            unknown: Self.unknown, neverMatched: [])
        // Both a + bc and ab + c score -5.
        #expect(encode("abc", with: model).ids == [1, 4])
    }

    @Test("Pieces that are canonically equivalent are kept apart")
    func canonicallyEquivalentPieces() throws {
        let model = try UnigramModel(
            pieces: try PieceList(["<unk>", "\u{e9}", "e\u{301}", "\u{212b}", "\u{c5}"]),
            scores: [-9, -1, -2, -3, -4], unknown: Self.unknown, neverMatched: [])
        #expect(encode("\u{e9}", with: model).ids == [1])
        #expect(encode("e\u{301}", with: model).ids == [2])
        #expect(encode("\u{c5}\u{212b}", with: model).ids == [4, 3])
    }

    @Test("A vocabulary that contradicts itself is refused")
    func contradictions() throws {
        let pieces = try PieceList(["a", "b"])
        #expect(throws: TokenizerError.invalidVocabulary("it has 2 pieces but 1 scores")) {
            try UnigramModel(pieces: pieces, scores: [0], unknown: 0, neverMatched: [])
        }
        #expect(throws: TokenizerError.invalidVocabulary("the unknown id 2 is not one of its 2 pieces")) {
            try UnigramModel(pieces: pieces, scores: [0, 0], unknown: 2, neverMatched: [])
        }
        #expect(throws: TokenizerError.invalidVocabulary("a score is not a finite number")) {
            try UnigramModel(pieces: pieces, scores: [0, .nan], unknown: 0, neverMatched: [])
        }
    }
}
