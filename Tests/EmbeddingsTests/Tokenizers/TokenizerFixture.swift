import CanonicalJSON
import Embeddings
import Foundation
import Testing

/// The files that `scripts/make-tokenizer-fixtures.py` made.
enum TokenizerFixture {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    static func json(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: try bytes(name))
    }

    /// All texts, then the byte strings that are not UTF-8, repaired.
    static func texts() throws -> (texts: [String], repaired: [String]) {
        let file = try json("texts.json")
        let texts = try #require(file["texts"]?.arrayValue).compactMap(\.stringValue)
        let broken = try #require(file["brokenHex"]?.arrayValue).compactMap(\.stringValue)
        return (texts, broken.map { String(decoding: bytes(fromHex: $0), as: UTF8.self) })
    }

    private static func bytes(fromHex hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// The reference's ids, text by text.
    static func ids(_ tokenizer: String) throws -> [[Int32]] {
        let lines = String(decoding: try bytes("\(tokenizer).ids"), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return lines.map { line in line.split(separator: " ").compactMap { Int32($0) } }
    }
}
