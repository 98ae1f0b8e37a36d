import CKernels

/// What the inputs of 8-bit layers are multiplied by, channel by channel, before they are quantised.
///
/// A few channels of a transformer's normalised vectors are several times larger than all others, whatever
/// the text (Dettmers et al. 2022, arXiv:2208.07339). As a row has one scale, they would leave few codes to the
/// rest. So they are shrunk to a bound and their weights grow by as much; the product stays the same
/// (SmoothQuant, Xiao et al. 2022, arXiv:2211.10438, here only for the channels that stand out). Which channels
/// these are is a property of the model, not of texts: a pass over random tokens shows them.
struct InputFactors {
    /// Channels are shrunk to this multiple of the median channel's magnitude.
    private static let bound: Float = 2
    private static let sequenceCount = 32
    private static let sequenceLength = 32

    /// Per layer.
    let attention: [[Float]]
    let feedForward: [[Float]]

    /// - Parameter model: the model in single precision.
    init(calibratedOn model: PackedModel) throws(EncoderError) {
        let width = model.architecture.hiddenSize
        let zeros = [Float](repeating: 0, count: width)
        var attention = [[Float]](repeating: zeros, count: model.architecture.layerCount)
        var feedForward = attention
        let encoder = BertEncoder(model: model, kernels: try EncoderKernels.chosen())
        _ = try encoder.encode(Self.randomTokens(for: model)) { layer, half, rows, count in
            switch half {
            case .attention: collect_magnitudes(rows, count, width, &attention[layer])
            case .feedForward: collect_magnitudes(rows, count, width, &feedForward[layer])
            }
        }
        self.attention = attention.map(Self.factors)
        self.feedForward = feedForward.map(Self.factors)
    }

    private static func factors(magnitudes: [Float]) -> [Float] {
        let limit = bound * magnitudes.sorted()[magnitudes.count / 2]
        return magnitudes.map { $0 > limit && limit > 0 ? limit / $0 : 1 }
    }

    /// The same tokens for every conversion of a model.
    private static func randomTokens(for model: PackedModel) -> TokenBatch {
        var batch = TokenBatch()
        var state: UInt64 = 1
        func next() -> Int32 {
            // Knuth's multiplier; the upper bits are the random ones.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int32(state >> 33) % Int32(model.architecture.vocabularySize)
        }
        let length = min(sequenceLength, model.maximumLength)
        for _ in 0..<sequenceCount {
            batch.append(begin: next(), (0..<length - 2).map { _ in next() }[...], end: next())
        }
        return batch
    }
}
