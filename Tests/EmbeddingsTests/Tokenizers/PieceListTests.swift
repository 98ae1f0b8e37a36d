import Embeddings
import Testing

@Suite struct PieceListTests {
    @Test("Flat arrays and strings make the same list")
    func flatArrays() throws {
        let pieces = try PieceList(["a", "", "é中"])
        #expect(pieces.bytes == Array("aé中".utf8))
        #expect(pieces.offsets == [0, 1, 1, 6])
        #expect(try PieceList(bytes: pieces.bytes, offsets: pieces.offsets) == pieces)
        #expect(pieces[2].elementsEqual("é中".utf8))
    }

    @Test(
        "Offsets that do not describe the bytes are refused",
        arguments: [
            [], [0], [1, 5], [0, 4], [0, 6], [0, 3, 2, 5], [0, 1000, 5], [0, .max, 5], [0, 2, 5],
        ] as [[UInt32]])
    func badOffsets(offsets: [UInt32]) {
        #expect(throws: TokenizerError.self) {
            try PieceList(bytes: Array("aé中".utf8.prefix(3)) + Array("bc".utf8), offsets: offsets)
        }
    }

    @Test("Bytes that are not UTF-8 are refused")
    func notUTF8() {
        #expect(throws: TokenizerError.invalidVocabulary("the pieces are not UTF-8")) {
            try PieceList(bytes: [0x61, 0xff], offsets: [0, 2])
        }
    }
}
