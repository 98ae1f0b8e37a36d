/// Computes one vector for each sequence of tokens: the forward pass of this package (`BertEncoder`), or a runtime that
/// the user installed (`OnnxEncoder`).
///
/// Calls come from several threads at once, and each may take milliseconds.
protocol TokenEncoder: Sendable {
    /// Components of every vector.
    var dimensions: Int { get }
    /// The most tokens in a sequence, begin and end included.
    var maximumLength: Int { get }
    /// Ids are below it; nil if the model does not say.
    var vocabularySize: Int? { get }
    var identity: ModelIdentity { get }
    /// What computes, for people.
    var engine: String { get }

    /// One pooled vector per sequence, not normalised.
    func encode(_ batch: TokenBatch) throws(EncoderError) -> [[Float]]
}

/// What of a model shapes its vectors.
struct ModelIdentity: Sendable {
    /// How it is computed; fingerprints begin with it.
    var kind: String
    /// The SHA-256 of the model's files.
    var digest: [UInt8]
    /// What else counts, in a fixed order.
    var parts: [String]
}

extension BertEncoder: TokenEncoder {
    var dimensions: Int { model.architecture.hiddenSize }
    var maximumLength: Int { model.maximumLength }
    var vocabularySize: Int? { model.architecture.vocabularySize }
    var engine: String { kernels.description }

    var identity: ModelIdentity {
        ModelIdentity(
            kind: "bert", digest: model.sourceDigest,
            parts: ["bert-1", model.precision.rawValue, model.pooling.rawValue, "\(model.maximumLength)"])
    }

    func encode(_ batch: TokenBatch) throws(EncoderError) -> [[Float]] {
        try encode(batch, observe: nil)
    }
}
