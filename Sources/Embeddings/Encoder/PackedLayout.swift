import CKernels

/// How the weights of the linear layers, and the word embeddings, are kept.
public enum WeightPrecision: String, Sendable, CaseIterable {
    /// Single precision: the reference.
    case float32
    /// 8-bit integers: a quarter of the memory and of the time, cosine to `float32` above 0.995.
    case int8

    /// Its number in a packed file.
    var code: UInt32 { self == .float32 ? 0 : 1 }
}

/// Where each array of a packed model lies, relative to the beginning of the payload.
///
/// The layout follows from the sizes and the precision alone. So a packed file holds no offsets that could be
/// wrong: if its sizes are sound and the file is as long as they demand, every array lies within it.
struct PackedLayout {
    struct Linear {
        var depth: Int
        var columns: Int
        var panels: Range<Int>
        /// Empty in single precision, like `scales` and `codeSums`.
        var inputFactors: Range<Int>
        var scales: Range<Int>
        var codeSums: Range<Int>
        var bias: Range<Int>
    }

    struct Normalization {
        var scale: Range<Int>
        var shift: Range<Int>
    }

    struct Layer {
        var queryKeyValue: Linear
        var attentionOutput: Linear
        var attentionNormalization: Normalization
        var intermediate: Linear
        var output: Linear
        var outputNormalization: Normalization
    }

    /// Arrays begin at multiples of a cache line.
    static let alignment = 64

    let precision: WeightPrecision
    private(set) var byteCount = 0
    private(set) var words = 0..<0
    /// One scale per word in 8 bits, empty otherwise.
    private(set) var wordScales = 0..<0
    /// One row per position, the row of token type 0 added.
    private(set) var positions = 0..<0
    private(set) var embeddingNormalization = Normalization(scale: 0..<0, shift: 0..<0)
    private(set) var layers: [Layer] = []

    init(_ architecture: EncoderArchitecture, precision: WeightPrecision) {
        self.precision = precision
        let hidden = architecture.hiddenSize, intermediate = architecture.intermediateSize
        let weightSize = precision == .float32 ? 4 : 1
        words = reserve(architecture.vocabularySize * hidden * weightSize)
        wordScales = reserve(precision == .float32 ? 0 : architecture.vocabularySize * 4)
        positions = reserve(architecture.positionCount * hidden * 4)
        embeddingNormalization = reserveNormalization(hidden)
        for _ in 0..<architecture.layerCount {
            layers.append(
                Layer(
                    queryKeyValue: reserveLinear(depth: hidden, columns: 3 * hidden),
                    attentionOutput: reserveLinear(depth: hidden, columns: hidden),
                    attentionNormalization: reserveNormalization(hidden),
                    intermediate: reserveLinear(depth: hidden, columns: intermediate),
                    output: reserveLinear(depth: intermediate, columns: hidden),
                    outputNormalization: reserveNormalization(hidden)))
        }
    }

    private mutating func reserve(_ count: Int) -> Range<Int> {
        defer { byteCount += (count + Self.alignment - 1) / Self.alignment * Self.alignment }
        return byteCount..<byteCount + count
    }

    private mutating func reserveLinear(depth: Int, columns: Int) -> Linear {
        let isInteger = precision == .int8
        return Linear(
            depth: depth, columns: columns,
            panels: reserve(depth * columns * (isInteger ? 1 : 4)),
            inputFactors: reserve(isInteger ? depth * 4 : 0),
            scales: reserve(isInteger ? columns * 4 : 0),
            codeSums: reserve(isInteger ? columns * 4 : 0),
            bias: reserve(columns * 4))
    }

    private mutating func reserveNormalization(_ width: Int) -> Normalization {
        Normalization(scale: reserve(width * 4), shift: reserve(width * 4))
    }
}
