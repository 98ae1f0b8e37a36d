import CKernels

/// The sizes of a BERT-family encoder (Devlin et al. 2018; post-layer-norm, absolute positions, erf GELU).
public struct EncoderArchitecture: Sendable, Equatable {
    /// Components of a token's vector, and of the embedding.
    public var hiddenSize: Int
    public var layerCount: Int
    public var headCount: Int
    /// Width of the feed-forward layer.
    public var intermediateSize: Int
    public var vocabularySize: Int
    /// The most tokens of a sequence, begin and end included.
    public var positionCount: Int
    /// What is added to a variance before the root is taken.
    public var layerNormEpsilon: Float

    /// Begin, one token, end.
    static let shortestMaximumLength = 3

    var headSize: Int { hiddenSize / headCount }

    /// Checks what the kernels take for granted, and that no product of sizes can overflow.
    ///
    /// - Parameter file: the file that the sizes come from, for the message.
    func validate(file: String) throws(ModelError) {
        let panel = Int(encoder_panel_width)
        let limits = [
            ("hidden_size", hiddenSize, 1 << 14), ("num_hidden_layers", layerCount, 1 << 10),
            ("num_attention_heads", headCount, 1 << 10), ("intermediate_size", intermediateSize, 1 << 17),
            ("vocab_size", vocabularySize, 1 << 24), ("max_position_embeddings", positionCount, 1 << 17),
        ]
        for (field, value, limit) in limits where value < 1 || value > limit {
            throw .unsupported(file: file, reason: "`\(field)` is \(value); it must be 1 to \(limit)")
        }
        guard positionCount >= Self.shortestMaximumLength else {
            throw .unsupported(
                file: file, reason: "`max_position_embeddings` leaves \(positionCount) tokens for a sequence")
        }
        for (field, value) in [("hidden_size", hiddenSize), ("intermediate_size", intermediateSize)]
        where value % panel != 0 {
            throw .unsupported(
                file: file, reason: "`\(field)` is \(value), which is not a multiple of \(panel)")
        }
        guard hiddenSize % headCount == 0, headSize % panel == 0 else {
            throw .unsupported(
                file: file,
                reason: "`hidden_size` \(hiddenSize) in \(headCount) attention heads does not give heads "
                    + "whose size is a multiple of \(panel)")
        }
        guard layerNormEpsilon.isFinite, layerNormEpsilon > 0 else {
            throw .unsupported(file: file, reason: "`layer_norm_eps` is \(layerNormEpsilon)")
        }
    }
}

/// How the vectors of a text's tokens become one.
public enum Pooling: String, Sendable, CaseIterable {
    case mean
    /// The vector of the first token, which stands for the whole text.
    case firstToken
}
