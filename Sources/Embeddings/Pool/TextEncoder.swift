import CacheCore

/// A tokenizer and an encoder that belong together: texts in, vectors out, on the calling thread.
public struct TextEncoder: Sendable {
    let tokenizer: any Tokenizer
    let encoder: SentenceEncoder
    /// The ids of the prompt alone.
    private let promptIDs: [Int32]

    /// - Throws: `ModelError` when the two do not fit each other, `EncoderError` when `MODELCACHE_KERNELS` cannot be
    ///   satisfied.
    public init(
        tokenizer: any Tokenizer, model: PackedModel, prompt: String = "",
        longTexts: LongTextRule = .windows(.byTokenCount)
    ) throws {
        let encoder = BertEncoder(model: model, kernels: try EncoderKernels.chosen())
        try self.init(tokenizer: tokenizer, encoder: encoder, prompt: prompt, longTexts: longTexts)
    }

    init(
        tokenizer: any Tokenizer, encoder: any TokenEncoder, prompt: String, longTexts: LongTextRule
    ) throws(ModelError) {
        guard let begin = tokenizer.specialTokens.begin, let end = tokenizer.specialTokens.end else {
            throw ModelError.unsupported(
                file: "tokenizer.json", reason: "the tokenizer puts no tokens before and after a text")
        }
        if let size = encoder.vocabularySize, tokenizer.vocabularySize > size {
            throw ModelError.unsupported(
                file: "tokenizer.json",
                reason: "the tokenizer has \(tokenizer.vocabularySize) tokens, the model only \(size)")
        }
        self.tokenizer = tokenizer
        promptIDs = tokenizer.encode(prompt).ids
        self.encoder = SentenceEncoder(
            encoder: encoder,
            options: EncodingOptions(
                frame: WindowFrame(begin: begin, end: end), longTexts: longTexts, prompt: prompt))
    }

    /// The same model with another rule for long texts or another prompt; its vectors, and so its fingerprint, differ.
    ///
    /// - Parameter prompt: nil to keep the present one.
    public func with(longTexts: LongTextRule, prompt: String? = nil) throws(ModelError) -> TextEncoder {
        try TextEncoder(
            tokenizer: tokenizer, encoder: encoder.encoder, prompt: prompt ?? encoder.options.prompt,
            longTexts: longTexts)
    }

    public var fingerprint: EmbeddingFingerprint { encoder.fingerprint }
    public var dimensions: Int { encoder.dimensions }

    /// The ids of a text, after the model's prompt.
    public func tokens(of text: String) -> TokenizedText {
        tokenizer.encode(encoder.options.prompt + text)
    }

    /// The share of a text's tokens that the model does not know; 1 for a text without tokens, which says
    /// nothing that could be matched by meaning.
    func unknownShare(of tokens: TokenizedText) -> Float {
        tokens.ids == promptIDs ? 1 : tokens.unknownShare
    }

    /// Embeds texts in their order.
    public func embed(_ texts: [String]) throws(EncoderError) -> [Embedding] {
        let tokenized = texts.map(tokens)
        let vectors = try encoder.embed(tokenized.map(\.ids))
        return zip(vectors, tokenized).map { Embedding(vector: $0, unknownShare: unknownShare(of: $1)) }
    }
}
