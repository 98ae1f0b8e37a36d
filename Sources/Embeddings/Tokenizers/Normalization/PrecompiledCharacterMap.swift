import Foundation

// SentencePiece compiles its normalization rules into a double-array trie (the `Darts` format) that maps sequences
// of characters to positions in a list of replacements:
//
//     bytes 0-3     the trie's size in bytes, little-endian
//     then          the trie: units of 32 bits, little-endian
//     then          the replacements: UTF-8, each ended by a byte 0
//
// A unit holds a label (bits 0-7 and 31), whether a key ends there (bit 8) and an offset (bits 10-31, shifted by 8
// more if bit 9 is set); children are found by exclusive or. Where a key ends, the unit at the offset is its value.
//
// The rules are applied to one grapheme cluster at a time, as `tokenizers` does: a cluster of less than six bytes is
// replaced as a whole by the shortest key it begins with; otherwise, each of its scalars is looked up alone.

/// The compiled character map of a SentencePiece model (`precompiled_charsmap`).
public struct PrecompiledCharacterMap: Sendable {
    private static let longestWholeCluster = 5

    private let units: [UInt32]
    private let replacements: [UInt8]

    /// - Throws: `TokenizerError.invalidField` for a map that is cut short or whose replacements are not UTF-8.
    public init(base64: String, field: String) throws(TokenizerError) {
        guard let data = Data(base64Encoded: base64) else {
            throw .invalidField(field: field, reason: "is not base64")
        }
        let bytes = [UInt8](data)
        guard bytes.count >= 8 else {
            throw .invalidField(field: field, reason: "is cut short")
        }
        let trieSize = Int(Self.word(in: bytes, at: 0))
        guard trieSize > 0, trieSize % 4 == 0, trieSize <= bytes.count - 4 else {
            throw .invalidField(
                field: field, reason: "says that its trie has \(trieSize) of its \(bytes.count - 4) bytes")
        }
        units = stride(from: 4, to: 4 + trieSize, by: 4).map { Self.word(in: bytes, at: $0) }
        replacements = Array(bytes[(4 + trieSize)...])
        guard String(validating: replacements, as: UTF8.self) != nil else {
            throw .invalidField(field: field, reason: "holds replacements that are not UTF-8")
        }
    }

    private static func word(in bytes: [UInt8], at offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }

    func apply(to text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 4)
        let source = text.span
        var start = 0
        while start < source.count {
            let end = endOfIndependentRun(source, from: start)
            if end - start == 1 {
                appendCluster(source, in: start..<end, to: &result)
            } else {
                appendClusters(source, in: start..<end, to: &result)
            }
            start = end
        }
        return result
    }

    /// The next offset at which a cluster surely ends: between two ASCII characters, unless they are CR and LF.
    private func endOfIndependentRun(_ source: Span<UInt8>, from start: Int) -> Int {
        var end = start + 1
        while end < source.count {
            let isBetweenASCII = source[end - 1] < 0x80 && source[end] < 0x80
            if isBetweenASCII && !(source[end - 1] == 0x0d && source[end] == 0x0a) { break }
            end += 1
        }
        return end
    }

    private func appendClusters(_ source: Span<UInt8>, in range: Range<Int>, to result: inout [UInt8]) {
        let run = String(unsafeUninitializedCapacity: range.count) { buffer in
            for offset in range { buffer[offset - range.lowerBound] = source[offset] }
            return range.count
        }
        var start = range.lowerBound
        for cluster in run {
            let end = start + cluster.utf8.count
            appendCluster(source, in: start..<end, to: &result)
            start = end
        }
    }

    private func appendCluster(_ source: Span<UInt8>, in range: Range<Int>, to result: inout [UInt8]) {
        if range.count <= Self.longestWholeCluster, let replacement = replacement(for: source, in: range) {
            result.append(contentsOf: replacements[replacement])
            return
        }
        var start = range.lowerBound
        while start < range.upperBound {
            let scalar = start..<start + utf8Length(leadByte: source[start])
            if let replacement = replacement(for: source, in: scalar) {
                result.append(contentsOf: replacements[replacement])
            } else {
                result.append(source, in: scalar)
            }
            start = scalar.upperBound
        }
    }

    /// Where the replacement for the shortest key that begins `source[range]` stands. Every step is checked, as the
    /// trie comes from a file.
    private func replacement(for source: Span<UInt8>, in range: Range<Int>) -> Range<Int>? {
        var position = Self.offset(units[0])
        for offset in range {
            let byte = source[offset]
            position ^= Int(byte)
            guard byte != 0, position < units.count else { return nil }
            let unit = units[position]
            guard unit & 0x8000_00ff == UInt32(byte) else { return nil }
            position ^= Self.offset(unit)
            if unit & 0x100 != 0 {
                return position < units.count ? replacement(at: Int(units[position] & 0x7fff_ffff)) : nil
            }
        }
        return nil
    }

    private static func offset(_ unit: UInt32) -> Int {
        Int(unit >> 10) << (unit & 0x200 == 0 ? 0 : 8)
    }

    private func replacement(at start: Int) -> Range<Int>? {
        guard start < replacements.count, !isUTF8Continuation(replacements[start]) else { return nil }
        return start..<(replacements[start...].firstIndex(of: 0) ?? replacements.count)
    }
}
