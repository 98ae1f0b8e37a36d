/// The tokenizer of BERT and its descendants.
public struct WordPieceTokenizer: Tokenizer {
    public let specialTokens: SpecialTokens
    private let preparation: TextPreparation
    private let model: WordPieceModel

    /// - Parameters:
    ///   - continuationPrefix: the mark of a piece that continues a word.
    ///   - maximumCharacters: the longest word, in scalars, that is not unknown at once.
    ///   - neverMatched: further ids, besides `specialTokens`, that no text may become.
    /// - Throws: `TokenizerError.invalidVocabulary`.
    /// - Complexity: O(n log n) for n pieces.
    public init(
        pieces: PieceList, specialTokens: SpecialTokens, neverMatched: Set<Int32> = [],
        continuationPrefix: String = "##", maximumCharacters: Int = 100,
        normalizer: Normalizer?, preTokenizer: PreTokenizer?
    ) throws(TokenizerError) {
        try specialTokens.validate(vocabularySize: pieces.count)
        self.specialTokens = specialTokens
        preparation = TextPreparation(normalizer: normalizer, preTokenizer: preTokenizer)
        model = try WordPieceModel(
            pieces: pieces, unknown: specialTokens.unknown, continuationPrefix: continuationPrefix,
            maximumCharacters: maximumCharacters, neverMatched: neverMatched.union(specialTokens.all))
    }

    public var vocabularySize: Int { model.vocabularySize }

    public func encode(_ text: String) -> TokenizedText {
        let prepared = preparation.apply(to: text)
        var output = TokenizedText()
        output.ids.reserveCapacity(prepared.words.count + prepared.words.count / 2)
        let bytes = prepared.bytes.span
        for word in prepared.words {
            model.encode(bytes, in: word, into: &output)
        }
        return output
    }
}
