import Crypto

/// The first 192 bytes of a packed model, little-endian:
///
///       0  "MCEncode", then the format's version, 1
///      12  precision, pooling (32 bits each)
///      20  hidden size, layers, heads, intermediate size, vocabulary, positions, maximum length
///      48  layer-norm epsilon (single precision), zero (32 bits)
///      56  payload length (64 bits)
///      64  SHA-256 of the model files that it was made from
///      96  SHA-256 of the payload
///     128  SHA-256 of bytes 0 ..< 128
///     160  zeros
///
/// The payload follows; `PackedLayout` says what is where.
struct PackedHeader: Equatable {
    static let byteCount = 192
    static let version: UInt32 = 1
    private static let magic = Array("MCEncode".utf8)
    private static let checkedByteCount = 128

    var architecture: EncoderArchitecture
    var precision: WeightPrecision
    var pooling: Pooling
    var maximumLength: Int
    var payloadLength: Int
    var sourceDigest: [UInt8]
    var payloadDigest: [UInt8]

    var bytes: [UInt8] {
        var bytes = Self.magic
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        append(Self.version)
        append(precision.code)
        append(UInt32(pooling == .mean ? 0 : 1))
        for size in [
            architecture.hiddenSize, architecture.layerCount, architecture.headCount,
            architecture.intermediateSize, architecture.vocabularySize, architecture.positionCount,
            maximumLength,
        ] {
            append(UInt32(size))
        }
        append(architecture.layerNormEpsilon.bitPattern)
        append(UInt32(0))
        append(UInt64(payloadLength))
        bytes += sourceDigest + payloadDigest
        bytes += SHA256.hash(data: bytes)
        return bytes + Array(repeating: 0, count: Self.byteCount - bytes.count)
    }

    /// Reads and checks everything but the payload.
    init(_ fileBytes: UnsafeRawBufferPointer, file: String) throws(ModelError) {
        var reader = ByteReader(fileBytes, file: file)
        guard try reader.readBytes(Self.magic.count).elementsEqual(Self.magic) else {
            throw .invalid(file: file, reason: "it is not a packed model")
        }
        let version = try reader.read(UInt32.self)
        guard version == Self.version else {
            throw .unsupported(
                file: file, reason: "its format is version \(version), this program reads \(Self.version)")
        }
        let precision = try reader.readCount(upTo: 1, of: "the precision")
        self.precision = precision == 0 ? .float32 : .int8
        pooling = try reader.readCount(upTo: 1, of: "the pooling") == 0 ? .mean : .firstToken
        let limit = Int(Int32.max)
        let hiddenSize = try reader.readCount(upTo: limit, of: "the hidden size")
        let layerCount = try reader.readCount(upTo: limit, of: "the number of layers")
        let headCount = try reader.readCount(upTo: limit, of: "the number of heads")
        let intermediateSize = try reader.readCount(upTo: limit, of: "the intermediate size")
        let vocabularySize = try reader.readCount(upTo: limit, of: "the vocabulary size")
        let positionCount = try reader.readCount(upTo: limit, of: "the number of positions")
        maximumLength = try reader.readCount(upTo: positionCount, of: "the maximum length")
        architecture = EncoderArchitecture(
            hiddenSize: hiddenSize, layerCount: layerCount, headCount: headCount,
            intermediateSize: intermediateSize, vocabularySize: vocabularySize,
            positionCount: positionCount, layerNormEpsilon: try reader.readFloat())
        try reader.skip(4)
        payloadLength = Int(clamping: try reader.read(UInt64.self))
        sourceDigest = Array(try reader.readBytes(32))
        payloadDigest = Array(try reader.readBytes(32))
        let checked = UnsafeRawBufferPointer(rebasing: fileBytes[..<Self.checkedByteCount])
        var hash = SHA256()
        hash.update(bufferPointer: checked)
        guard try hash.finalize().elementsEqual(reader.readBytes(32)) else {
            throw .invalid(file: file, reason: "the checksum of its header is wrong")
        }
        guard maximumLength >= EncoderArchitecture.shortestMaximumLength else {
            throw .invalid(file: file, reason: "the maximum length is only \(maximumLength)")
        }
        try architecture.validate(file: file)
    }

    init(source: ModelSource, precision: WeightPrecision, payloadLength: Int, payloadDigest: [UInt8]) {
        architecture = source.architecture
        self.precision = precision
        pooling = source.pooling
        maximumLength = source.maximumLength
        self.payloadLength = payloadLength
        sourceDigest = Array(source.digest())
        self.payloadDigest = payloadDigest
    }
}
