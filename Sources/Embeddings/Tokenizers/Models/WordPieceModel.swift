// WordPiece: take the longest piece of the vocabulary that begins the word, then the longest that continues it, and so
// on. Pieces that continue a word are marked in the vocabulary, usually with `##`. If nothing continues at some
// point, the whole word is unknown, and so is a word longer than the model was trained with.
//
// The trie holds the marked pieces as they are written, so all that may continue a word hangs below the node of the
// mark. Each piece is one walk down the trie; there is no hashing and no backing off.
//
// M. Schuster and K. Nakajima, "Japanese and Korean Voice Search", ICASSP 2012; the algorithm of BERT.

/// Cuts a word into the longest matching pieces, from left to right.
struct WordPieceModel: Sendable {
    let unknown: Int32
    let vocabularySize: Int
    private let maximumCharacters: Int
    private let trie: DoubleArrayTrie
    /// Where pieces that continue a word begin; `nil` if there are none.
    private let continuation: DoubleArrayTrie.Node?

    /// - Parameters:
    ///   - continuationPrefix: the mark of a piece that continues a word.
    ///   - maximumCharacters: the longest word, in scalars, that is looked up at all.
    ///   - neverMatched: ids whose pieces text must not match, like `[SEP]`.
    init(
        pieces: PieceList, unknown: Int32, continuationPrefix: String, maximumCharacters: Int,
        neverMatched: Set<Int32>
    ) throws(TokenizerError) {
        guard unknown >= 0, Int(unknown) < pieces.count else {
            throw .invalidVocabulary("the unknown id \(unknown) is not one of its \(pieces.count) pieces")
        }
        self.unknown = unknown
        self.vocabularySize = pieces.count
        self.maximumCharacters = maximumCharacters
        self.trie = try DoubleArrayTrie(pieces) { $0 == Int(unknown) || neverMatched.contains(Int32($0)) }
        self.continuation = trie.descendant(of: trie.root, along: continuationPrefix.utf8)
    }

    /// Appends the pieces of the word `text[range]` to `output`.
    func encode(_ text: Span<UInt8>, in range: Range<Int>, into output: inout TokenizedText) {
        let firstID = output.ids.count
        if isTooLong(text, in: range) || !appendPieces(of: text, in: range, to: &output.ids) {
            output.ids.removeLast(output.ids.count - firstID)
            output.ids.append(unknown)
            output.unknownCount += 1
        }
    }

    private func isTooLong(_ text: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard range.count > maximumCharacters else { return false }
        // A character has at most four bytes, which keeps the count below short for a huge word.
        guard range.count / 4 <= maximumCharacters else { return true }
        var characters = 0
        for offset in range where !isUTF8Continuation(text[offset]) { characters += 1 }
        return characters > maximumCharacters
    }

    /// Whether the whole word could be cut; if not, `ids` holds the pieces of its beginning.
    private func appendPieces(of text: Span<UInt8>, in range: Range<Int>, to ids: inout [Int32]) -> Bool {
        var start = range.lowerBound
        while start < range.upperBound {
            guard var node = start == range.lowerBound ? trie.root : continuation else { return false }
            var longest: (id: Int32, end: Int)?
            var end = start
            while end < range.upperBound, let child = trie.child(of: node, along: text[end]) {
                node = child
                end += 1
                if let id = node.value { longest = (id, end) }
            }
            guard let longest else { return false }
            ids.append(longest.id)
            start = longest.end
        }
        return true
    }
}
