import CacheCore
import Crypto

/// The tokens that a model expects around every window of text.
public struct WindowFrame: Sendable, Hashable {
    /// `[CLS]` or `<s>`.
    public var begin: Int32
    /// `[SEP]` or `</s>`.
    public var end: Int32

    public init(begin: Int32, end: Int32) {
        self.begin = begin
        self.end = end
    }
}

/// What becomes of a text with more tokens than the model takes at once.
public enum LongTextRule: Sendable, Hashable {
    /// Only its beginning counts, as in sentence-transformers.
    case truncate
    /// It is cut in windows, each with its own begin and end, and their vectors are averaged.
    case windows(WindowWeighting)
}

public enum WindowWeighting: String, Sendable, Hashable {
    /// Every window counts by its tokens, so that a short last one does not outweigh its share.
    case byTokenCount
    /// All windows count alike, as in the original ModelCache.
    case equal
}

/// Everything besides the model's files that shapes an embedding.
public struct EncodingOptions: Sendable, Hashable {
    public var frame: WindowFrame
    public var longTexts: LongTextRule
    /// What whoever tokenises puts before each text (`query: `). It only enters the fingerprint here.
    public var prompt: String
    /// Whether vectors are scaled to length 1, as an `Embedder` must.
    public var normalizes: Bool

    public init(
        frame: WindowFrame, longTexts: LongTextRule = .windows(.byTokenCount), prompt: String = "",
        normalizes: Bool = true
    ) {
        self.frame = frame
        self.longTexts = longTexts
        self.prompt = prompt
        self.normalizes = normalizes
    }
}

/// Turns texts, given as token ids, into embeddings.
///
/// It computes on the calling thread and takes milliseconds: call it from a thread of its own, not from an
/// event loop nor from Swift's cooperative pool. It may be called from several threads at once.
public struct SentenceEncoder: Sendable {
    public let options: EncodingOptions
    let encoder: any TokenEncoder

    public var dimensions: Int { encoder.dimensions }
    /// What computes: the kernels in use (avx512, avx2-vnni, avx2, neon-dotprod, neon or portable), or a runtime.
    public var engine: String { encoder.engine }

    /// - Throws: `EncoderError.kernelsUnavailable` when `MODELCACHE_KERNELS` cannot be satisfied.
    public init(model: PackedModel, options: EncodingOptions) throws(EncoderError) {
        self.init(model: model, options: options, kernels: try EncoderKernels.chosen())
    }

    init(model: PackedModel, options: EncodingOptions, kernels: EncoderKernels) {
        self.init(encoder: BertEncoder(model: model, kernels: kernels), options: options)
    }

    init(encoder: any TokenEncoder, options: EncodingOptions) {
        self.encoder = encoder
        self.options = options
    }

    /// Embeds texts in their order; `dimensions` components each.
    ///
    /// - Parameter texts: the token ids of each text, without begin and end; an empty one is a text too.
    /// - Throws: `EncoderError.tokenOutOfRange`.
    public func embed(_ texts: [[Int32]]) throws(EncoderError) -> [[Float]] {
        var job = EncodingJob(texts, encoder: self)
        while !job.isFinished {
            try job.encodeSlice(ofAtMost: BertEncoder.sliceTokens)
        }
        return job.vectors
    }

    /// One vector for each window, not normalised.
    func encode(_ windows: some Sequence<ArraySlice<Int32>>) throws(EncoderError) -> [[Float]] {
        try encoder.encode(batch(windows))
    }

    /// As `encode`, with the vectors of all tokens below a layer; without them for an encoder that does not show them.
    func encode(
        _ windows: some Sequence<ArraySlice<Int32>>, tapping layer: Int
    ) throws(EncoderError) -> (vectors: [[Float]], rows: [Float]) {
        guard let encoder = encoder as? BertEncoder else { return (try encode(windows), []) }
        var rows: [Float] = []
        let vectors = try encoder.encode(batch(windows)) { number, half, input, count in
            guard number == layer, half == .attention else { return }
            rows += UnsafeBufferPointer(start: input, count: count * encoder.dimensions)
        }
        return (vectors, rows)
    }

    private func batch(_ windows: some Sequence<ArraySlice<Int32>>) -> TokenBatch {
        var batch = TokenBatch()
        for window in windows {
            batch.append(begin: options.frame.begin, window, end: options.frame.end)
        }
        return batch
    }
}

extension SentenceEncoder {
    /// Identifies the model's files, precision, pooling, prompt and window rule. Vectors of different
    /// fingerprints must not be compared.
    public var fingerprint: EmbeddingFingerprint {
        let rule =
            switch options.longTexts {
            case .truncate: "truncate"
            case .windows(let weighting): "windows-\(weighting.rawValue)"
            }
        let identity = encoder.identity
        let parts =
            identity.parts + [
                rule, "\(options.frame.begin)", "\(options.frame.end)", "\(options.normalizes)", options.prompt,
            ]
        var hash = SHA256()
        hash.update(data: identity.digest)
        for part in parts { hash.update(data: Array(part.utf8) + [0]) }
        return EmbeddingFingerprint(rawValue: identity.kind + ":" + hash.finalize().prefix(16).hexadecimal)
    }
}
