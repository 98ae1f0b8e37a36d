import CacheCore

/// A tokenizer and an encoder that belong together: texts in, vectors out, on the calling thread.
public struct TextEncoder: Sendable {
    let tokenizer: any Tokenizer
    let encoder: SentenceEncoder

    /// - Throws: `ModelError` when the two do not fit each other.
    public init(
        tokenizer: any Tokenizer, model: PackedModel, prompt: String = "",
        longTexts: LongTextRule = .windows(.byTokenCount)
    ) throws {
        guard let begin = tokenizer.specialTokens.begin, let end = tokenizer.specialTokens.end else {
            throw ModelError.unsupported(
                file: "tokenizer.json", reason: "the tokenizer puts no tokens before and after a text")
        }
        guard tokenizer.vocabularySize <= model.architecture.vocabularySize else {
            throw ModelError.unsupported(
                file: "tokenizer.json",
                reason: "the tokenizer has \(tokenizer.vocabularySize) tokens, the model only "
                    + "\(model.architecture.vocabularySize)")
        }
        self.tokenizer = tokenizer
        encoder = try SentenceEncoder(
            model: model,
            options: EncodingOptions(
                frame: WindowFrame(begin: begin, end: end), longTexts: longTexts, prompt: prompt))
    }

    /// The same model with another rule for long texts or another prompt; its vectors, and so its fingerprint, differ.
    ///
    /// - Parameter prompt: nil to keep the present one.
    public func with(longTexts: LongTextRule, prompt: String? = nil) throws -> TextEncoder {
        try TextEncoder(
            tokenizer: tokenizer, model: encoder.model, prompt: prompt ?? encoder.options.prompt,
            longTexts: longTexts)
    }

    public var fingerprint: EmbeddingFingerprint { encoder.fingerprint }
    public var dimensions: Int { encoder.dimensions }

    /// The ids of a text, after the model's prompt.
    func tokens(of text: String) -> TokenizedText {
        tokenizer.encode(encoder.options.prompt + text)
    }

    /// Embeds texts in their order.
    public func embed(_ texts: [String]) throws(EncoderError) -> [Embedding] {
        let tokenized = texts.map(tokens)
        let vectors = try encoder.embed(tokenized.map(\.ids))
        return zip(vectors, tokenized).map { Embedding(vector: $0, unknownShare: $1.unknownShare) }
    }
}
