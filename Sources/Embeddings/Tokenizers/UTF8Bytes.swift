// Tokenizers work on UTF-8 bytes, which is what texts and vocabularies are stored as. The bytes come from a `String`
// or from replacements that were checked when they were read, so they are always valid UTF-8.

/// Whether a byte continues a character rather than starting one.
@inline(__always)
func isUTF8Continuation(_ byte: UInt8) -> Bool { byte & 0xc0 == 0x80 }

/// The length of a character, 1 to 4, by its first byte.
@inline(__always)
func utf8Length(leadByte: UInt8) -> Int {
    if leadByte < 0x80 { return 1 }
    if leadByte < 0xe0 { return 2 }
    return leadByte < 0xf0 ? 3 : 4
}

extension Span<UInt8> {
    /// The scalar value that starts at `offset`, and the offset behind it.
    @inline(__always)
    func scalar(at offset: Int) -> (value: UInt32, end: Int) {
        let lead = UInt32(self[offset])
        if lead < 0x80 { return (lead, offset + 1) }
        let second = UInt32(self[offset + 1] & 0x3f)
        if lead < 0xe0 { return ((lead & 0x1f) << 6 | second, offset + 2) }
        let third = UInt32(self[offset + 2] & 0x3f)
        if lead < 0xf0 { return ((lead & 0x0f) << 12 | second << 6 | third, offset + 3) }
        let fourth = UInt32(self[offset + 3] & 0x3f)
        return ((lead & 0x07) << 18 | second << 12 | third << 6 | fourth, offset + 4)
    }

    /// The scalar value at `position` and the range of its bytes, or `nil` at the end; moves `position` behind it.
    @inline(__always)
    func nextScalar(at position: inout Int) -> (value: UInt32, range: Range<Int>)? {
        guard position < count else { return nil }
        let start = position
        let (value, end) = scalar(at: start)
        position = end
        return (value, start..<end)
    }
}

extension [UInt8] {
    /// Appends one scalar value as UTF-8.
    @inline(__always)
    mutating func append(scalar value: UInt32) {
        if value < 0x80 {
            append(UInt8(value))
            return
        }
        if value < 0x800 {
            append(UInt8(0xc0 | value >> 6))
        } else {
            if value < 0x10000 {
                append(UInt8(0xe0 | value >> 12))
            } else {
                append(UInt8(0xf0 | value >> 18))
                append(UInt8(0x80 | (value >> 12) & 0x3f))
            }
            append(UInt8(0x80 | (value >> 6) & 0x3f))
        }
        append(UInt8(0x80 | value & 0x3f))
    }

    /// Appends the bytes of `source` in `range`.
    @inline(__always)
    mutating func append(_ source: Span<UInt8>, in range: Range<Int>) {
        for offset in range { append(source[offset]) }
    }
}
