import Crypto

/// A SHA-256 value, kept as four words so that it is cheap to compare, hash and store.
public struct Digest: Hashable, Sendable {
    var words: (UInt64, UInt64, UInt64, UInt64)

    /// Reads 32 bytes; nil for any other length.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// The digest of a text's UTF-8.
    package init(of text: String) {
        var text = text
        self = text.withUTF8 { Digest(SHA256.hash(data: UnsafeRawBufferPointer($0))) }
    }

    init(_ sha256: SHA256Digest) {
        words = sha256.withUnsafeBytes { $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self) }
    }

    public var bytes: [UInt8] {
        withUnsafeBytes(of: words) { Array($0) }
    }

    public static func == (left: Digest, right: Digest) -> Bool {
        left.words == right.words
    }

    /// The bits are uniform already, so one word is enough.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}

/// The digest of everything that must be identical before two prompts may be compared by meaning.
public struct PartitionDigest: Hashable, Sendable {
    public let digest: Digest

    public init(_ digest: Digest) {
        self.digest = digest
    }
}

/// The digest of a whole request: equal digests are the same question.
public struct RequestDigest: Hashable, Sendable {
    public let digest: Digest

    public init(_ digest: Digest) {
        self.digest = digest
    }
}
