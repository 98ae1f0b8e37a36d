/// The tokenizer of SentencePiece's Unigram models (XLM-RoBERTa, multilingual E5, BGE-M3).
public struct UnigramTokenizer: Tokenizer {
    public let specialTokens: SpecialTokens
    private let preparation: TextPreparation
    private let model: UnigramModel

    /// - Parameters:
    ///   - scores: the log probability of each piece.
    ///   - neverMatched: further ids, besides `specialTokens`, that no text may become, like `<mask>`.
    /// - Throws: `TokenizerError.invalidVocabulary`.
    /// - Complexity: O(n log n) for n pieces.
    public init(
        pieces: PieceList, scores: [Double], specialTokens: SpecialTokens, neverMatched: Set<Int32> = [],
        normalizer: Normalizer?, preTokenizer: PreTokenizer?
    ) throws(TokenizerError) {
        try specialTokens.validate(vocabularySize: pieces.count)
        self.specialTokens = specialTokens
        preparation = TextPreparation(normalizer: normalizer, preTokenizer: preTokenizer)
        model = try UnigramModel(
            pieces: pieces, scores: scores, unknown: specialTokens.unknown,
            neverMatched: neverMatched.union(specialTokens.all))
    }

    /// A Unigram tokenizer whose text is prepared as SentencePiece does by default: normalization form C, a map of
    /// code points, single spaces only and none at the ends, and a mark before every word.
    public init(
        pieces: PieceList, scores: [Double], specialTokens: SpecialTokens, neverMatched: Set<Int32> = [],
        codePoints: CodePointMap
    ) throws(TokenizerError) {
        let normalizer = Normalizer.sequence([
            .unicodeForm(.canonicalComposition),
            .codePoints(codePoints),
            .replace(Replacement(.repeated(" ", atLeast: 2), with: " ")),
            .strip(left: true, right: true),
        ])
        try self.init(
            pieces: pieces, scores: scores, specialTokens: specialTokens, neverMatched: neverMatched,
            normalizer: normalizer, preTokenizer: .metaspace(Metaspace()))
    }

    public var vocabularySize: Int { model.vocabularySize }

    public func encode(_ text: String) -> TokenizedText {
        let prepared = preparation.apply(to: text)
        var output = TokenizedText()
        output.ids.reserveCapacity(2 * prepared.words.count)
        var lattice = UnigramModel.Lattice()
        let bytes = prepared.bytes.span
        for word in prepared.words {
            model.encode(bytes, in: word, using: &lattice, into: &output)
        }
        return output
    }
}
