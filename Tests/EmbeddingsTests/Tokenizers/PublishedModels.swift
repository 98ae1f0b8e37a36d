import Embeddings
import Foundation
import Testing

/// Published vocabularies, which are not committed: in the folder `MODELCACHE_MODELS`,
/// `all-MiniLM-L6-v2/tokenizer.json` and `e5-small-q4.bin`.
enum PublishedModels {
    private static let folder = ProcessInfo.processInfo.environment["MODELCACHE_MODELS"].map {
        URL(filePath: $0, directoryHint: .isDirectory)
    }

    static let areAvailable: Bool = {
        if folder == nil {
            print("SKIPPED: MODELCACHE_MODELS is not set, so published vocabularies are not tested")
        }
        return folder != nil
    }()

    static func miniLM() throws -> any Tokenizer {
        try TokenizerFile.parse(try bytes("all-MiniLM-L6-v2/tokenizer.json"))
    }

    /// The tokenizer at the beginning of the file; the weights behind it are not looked at.
    static func multilingualE5() throws -> any Tokenizer {
        var reader = LittleEndianReader(bytes: try bytes("e5-small-q4.bin"), offset: 44)
        let count = Int(reader.word())
        let (begin, end, padding, unknown) = (reader.word(), reader.word(), reader.word(), reader.word())
        let pieceBytes = Int(reader.word())
        reader.offset += 4
        let offsets = (0...count).map { _ in reader.word() }
        let scores = (0..<count).map { _ in Double(Float(bitPattern: reader.word())) }
        let pieces = try PieceList(bytes: reader.bytes(pieceBytes), offsets: offsets)
        let replacements = Int(reader.word())
        reader.offset += 4
        let map = (0..<replacements).map { _ in
            let scalar = Unicode.Scalar(reader.word())!
            let length = Int(reader.bytes(1)[0])
            return (scalar, (0..<length).map { _ in Unicode.Scalar(reader.word())! })
        }
        return try UnigramTokenizer(
            pieces: pieces, scores: scores,
            specialTokens: SpecialTokens(
                begin: Int32(begin), end: Int32(end), padding: Int32(padding), unknown: Int32(unknown)),
            neverMatched: [Int32(count - 1)], codePoints: CodePointMap(map))
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        let folder = try #require(folder)
        return [UInt8](try Data(contentsOf: folder.appending(path: path), options: .alwaysMapped))
    }
}

private struct LittleEndianReader {
    let bytes: [UInt8]
    var offset: Int

    mutating func word() -> UInt32 {
        defer { offset += 4 }
        return (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }
}
