import CKernels
import Crypto

/// A model in the form in which the encoder computes: packed weights in a memory-mapped file.
///
/// A packed file is made once by `PackedModel.write` from a `ModelSource`. Opening it takes milliseconds, plus
/// the time to read it once when its checksum is to be verified; its pages are shared between processes.
public struct PackedModel: Sendable {
    let header: PackedHeader
    let layout: PackedLayout
    private let file: MappedFile

    public var architecture: EncoderArchitecture { header.architecture }
    public var precision: WeightPrecision { header.precision }
    public var pooling: Pooling { header.pooling }
    /// The most tokens that the model was trained for, begin and end included.
    public var maximumLength: Int { header.maximumLength }
    /// The SHA-256 of the model files that this file was made from.
    public var sourceDigest: [UInt8] { header.sourceDigest }

    /// Opens a packed file.
    ///
    /// - Parameter verifiesPayload: whether to read all weights and compare their checksum. Without it a file
    ///   with damaged weights gives wrong vectors, but never an access outside of it.
    public init(path: String, verifiesPayload: Bool = true) throws(ModelError) {
        file = try MappedFile(path: path)
        header = try PackedHeader(file.bytes, file: path)
        layout = PackedLayout(header.architecture, precision: header.precision)
        let expected = PackedHeader.byteCount + layout.byteCount
        guard header.payloadLength == layout.byteCount, file.bytes.count == expected else {
            throw .invalid(
                file: path, reason: "it has \(file.bytes.count) bytes where its sizes demand \(expected)")
        }
        guard verifiesPayload else { return }
        var hash = SHA256()
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: file.bytes[PackedHeader.byteCount...]))
        file.releasePages()
        guard hash.finalize().elementsEqual(header.payloadDigest) else {
            throw .invalid(
                file: path, reason: "the checksum of its weights is wrong; convert the model again")
        }
    }

    /// The address of an array; valid as long as this model is.
    func pointer<T>(_ range: Range<Int>, as _: T.Type = T.self) -> UnsafePointer<T> {
        let start = file.bytes.baseAddress! + PackedHeader.byteCount + range.lowerBound
        return start.assumingMemoryBound(to: T.self)
    }
}
