/// The vocabulary's pieces, as UTF-8 bytes in one flat array: piece `i` has id `i`.
///
/// Pieces are compared by their bytes. Swift's `String` would merge pieces that are canonically equivalent
/// (a precomposed letter and its decomposed spelling), which a vocabulary keeps apart.
public struct PieceList: Sendable, Equatable {
    /// All pieces, one after the other.
    public let bytes: [UInt8]
    /// `count + 1` positions in `bytes`, ascending: piece `i` is `bytes[offsets[i] ..< offsets[i + 1]]`.
    public let offsets: [UInt32]

    /// - Throws: `TokenizerError.invalidVocabulary` unless `offsets` ascend from 0 to `bytes.count` and every
    ///   piece is valid UTF-8.
    public init(bytes: [UInt8], offsets: [UInt32]) throws(TokenizerError) {
        guard offsets.first == 0, offsets.last == UInt32(exactly: bytes.count) else {
            throw .invalidVocabulary("piece offsets do not run from 0 to \(bytes.count)")
        }
        for index in 1..<offsets.count {
            let start = Int(offsets[index])
            guard offsets[index - 1] <= offsets[index], start <= bytes.count else {
                throw .invalidVocabulary("piece \(index - 1) ends before it begins, or behind the last byte")
            }
            guard start == bytes.count || !isUTF8Continuation(bytes[start]) else {
                throw .invalidVocabulary("piece \(index) begins inside a character")
            }
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw .invalidVocabulary("the pieces are not UTF-8")
        }
        self.bytes = bytes
        self.offsets = offsets
    }

    /// - Throws: `TokenizerError.invalidVocabulary` when the pieces have more than 4 GiB.
    public init(_ pieces: some Sequence<String>) throws(TokenizerError) {
        var bytes: [UInt8] = []
        var offsets: [UInt32] = [0]
        for piece in pieces {
            bytes.append(contentsOf: piece.utf8)
            guard let end = UInt32(exactly: bytes.count) else {
                throw .invalidVocabulary("the pieces have more than 4 GiB")
            }
            offsets.append(end)
        }
        self.bytes = bytes
        self.offsets = offsets
    }

    public var count: Int { offsets.count - 1 }

    /// The bytes of one piece.
    public subscript(id: Int) -> ArraySlice<UInt8> {
        bytes[Int(offsets[id])..<Int(offsets[id + 1])]
    }
}
