import CacheCore
import Crypto

/// The tokens that a model expects around every text.
public struct SpecialTokens: Sendable, Hashable {
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
    public var specialTokens: SpecialTokens
    public var longTexts: LongTextRule
    /// What whoever tokenises puts before each text (`query: `). It only enters the fingerprint here.
    public var prompt: String
    /// Whether vectors are scaled to length 1, as an `Embedder` must.
    public var normalizes: Bool

    public init(
        specialTokens: SpecialTokens, longTexts: LongTextRule = .windows(.byTokenCount), prompt: String = "",
        normalizes: Bool = true
    ) {
        self.specialTokens = specialTokens
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
    private let encoder: BertEncoder

    public var model: PackedModel { encoder.model }
    public var dimensions: Int { model.architecture.hiddenSize }
    /// The kernels in use: avx512, avx2, neon, neon-dotprod or portable.
    public var kernels: String { encoder.kernels.description }

    /// - Throws: `EncoderError.kernelsUnavailable` when `MODELCACHE_KERNELS` cannot be satisfied.
    public init(model: PackedModel, options: EncodingOptions) throws(EncoderError) {
        self.init(model: model, options: options, kernels: try EncoderKernels.chosen())
    }

    init(model: PackedModel, options: EncodingOptions, kernels: EncoderKernels) {
        self.options = options
        encoder = BertEncoder(model: model, kernels: kernels)
    }

    /// Embeds texts in their order; `dimensions` components each.
    ///
    /// - Parameter texts: the token ids of each text, without begin and end; an empty one is a text too.
    /// - Throws: `EncoderError.tokenOutOfRange` before anything is computed.
    public func embed(_ texts: [[Int32]]) throws(EncoderError) -> [[Float]] {
        let windows = texts.map(windows)
        var batch = TokenBatch()
        for window in windows.joined() {
            batch.append(begin: options.specialTokens.begin, window, end: options.specialTokens.end)
        }
        var vectors = try encoder.encode(batch)[...]
        return windows.map { windows in
            let vector = average(vectors.prefix(windows.count), weights: windows.map(weight))
            vectors = vectors.dropFirst(windows.count)
            return options.normalizes ? normalized(vector) : vector
        }
    }

    private func windows(of text: [Int32]) -> [ArraySlice<Int32>] {
        let length = model.maximumLength - 2
        guard text.count > length else { return [text[...]] }
        guard case .windows = options.longTexts else { return [text[..<length]] }
        return stride(from: 0, to: text.count, by: length).map { text[$0..<min($0 + length, text.count)] }
    }

    private func weight(of window: ArraySlice<Int32>) -> Float {
        options.longTexts == .windows(.byTokenCount) ? Float(window.count) : 1
    }

    private func average(_ vectors: ArraySlice<[Float]>, weights: [Float]) -> [Float] {
        guard vectors.count > 1 else { return vectors.first! }
        let total = weights.reduce(0, +)
        var average = [Float](repeating: 0, count: dimensions)
        for (vector, weight) in zip(vectors, weights) {
            for index in average.indices { average[index] += vector[index] * weight / total }
        }
        return average
    }

    /// A vector of zeros, which no sound model gives, stays one.
    private func normalized(_ vector: [Float]) -> [Float] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? vector.map { $0 / length } : vector
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
        let parts = [
            "bert-1", model.precision.rawValue, model.pooling.rawValue, "\(model.maximumLength)", rule,
            "\(options.specialTokens.begin)", "\(options.specialTokens.end)", "\(options.normalizes)",
            options.prompt,
        ]
        var hash = SHA256()
        hash.update(data: model.sourceDigest)
        for part in parts { hash.update(data: Array(part.utf8) + [0]) }
        let hexadecimal = hash.finalize().prefix(16).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }
        return EmbeddingFingerprint(rawValue: "bert:" + hexadecimal.joined())
    }
}
