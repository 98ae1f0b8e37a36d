/// Blanks what changes from one system prompt to the next without changing what is asked.
///
/// One pass over the bytes of the text. At every place where a token can begin, each kind of mask that is switched
/// on tries to read itself there; the first that succeeds is replaced by its placeholder and the pass goes on
/// behind it, otherwise the token is copied. A token begins where no ASCII letter, digit or underscore stands
/// before, so digits inside of words are never touched, while Chinese text may stand right beside them. All reads
/// are bounded by the end of the bytes, and none looks back further than two: the time is linear in the text.
struct MaskScanner {
    private let kinds: TextMask.Kinds
    private let cursor: ByteCursor

    static func blanked(_ text: String, _ kinds: TextMask.Kinds) -> String {
        guard !kinds.isEmpty else { return text }
        var text = text
        let bytes = text.withUTF8 { bytes -> [UInt8]? in
            // Every built-in mask has a digit in it, or is an e-mail address.
            guard bytes.contains(where: { $0.isDigit || $0 == UInt8(ascii: "@") }) else { return nil }
            return MaskScanner(kinds: kinds, cursor: ByteCursor(bytes: bytes)).blanked()
        }
        return bytes.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// Nil when there was nothing to blank.
    private func blanked() -> [UInt8]? {
        var output: [UInt8] = []
        var copied = 0
        var position = 0
        while position < cursor.count {
            guard cursor.tokenBegins(at: position) else {
                position += 1
                continue
            }
            if let (end, placeholder) = match(at: position) {
                output += cursor.bytes[copied..<position]
                output += placeholder.utf8
                copied = end
                position = end
            } else {
                position = cursor.endOfToken(from: position)
            }
        }
        guard copied > 0 else { return nil }
        output += cursor.bytes[copied...]
        return output
    }

    private func match(at start: Int) -> (end: Int, placeholder: String)? {
        if kinds.contains(.emails), let end = IdentifierReader(cursor).email(at: start) { return (end, "⟨email⟩") }
        if kinds.contains(.uuids), let end = IdentifierReader(cursor).uuid(at: start) { return (end, "⟨uuid⟩") }
        if kinds.contains(.dates), let end = DateReader(cursor).date(at: start) {
            return (timeBehindDate(end) ?? end, "⟨date⟩")
        }
        if kinds.contains(.times), let end = DateReader(cursor).time(at: start) { return (end, "⟨time⟩") }
        if kinds.contains(.requestIDs), let (label, end) = IdentifierReader(cursor).requestID(at: start) {
            return (end, label + "⟨id⟩")
        }
        if kinds.contains(.numbers), let end = number(at: start) { return (end, "⟨number⟩") }
        return nil
    }

    /// The end of an ISO 8601 time that is joined to its date by a `T`.
    private func timeBehindDate(_ end: Int) -> Int? {
        guard kinds.contains(.times), cursor[end] == UInt8(ascii: "T") else { return nil }
        return DateReader(cursor).time(at: end + 1)
    }

    /// Digits, with separators between them.
    private func number(at start: Int) -> Int? {
        var end = start
        while cursor[end].isDigit
            || (cursor[end] == UInt8(ascii: ".") || cursor[end] == UInt8(ascii: ","))
                && end > start && cursor[end + 1].isDigit
        {
            end += 1
        }
        return end > start && cursor.tokenEnds(at: end) ? end : nil
    }
}

/// Bytes that read as 0 beyond their end.
struct ByteCursor {
    let bytes: UnsafeBufferPointer<UInt8>

    var count: Int { bytes.count }

    subscript(position: Int) -> UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    func tokenBegins(at position: Int) -> Bool {
        bytes[position].isWordByte && (position == 0 || !bytes[position - 1].isWordByte)
    }

    func tokenEnds(at position: Int) -> Bool {
        !self[position].isWordByte
    }

    func endOfToken(from start: Int) -> Int {
        var end = start
        while self[end].isWordByte { end += 1 }
        return end
    }

    /// A number of `digits` digits; nil when there are fewer or more, or its value is out of `values`.
    func number(at start: Int, digits: ClosedRange<Int>, in values: ClosedRange<Int>) -> (value: Int, end: Int)? {
        var value = 0
        var end = start
        while self[end].isDigit, end - start <= digits.upperBound {
            value = value * 10 + Int(self[end] - UInt8(ascii: "0"))
            end += 1
        }
        return digits.contains(end - start) && values.contains(value) ? (value, end) : nil
    }

    /// The position behind `text`, which stands at `start` in these very bytes.
    func skip(_ text: StaticString, at start: Int) -> Int? {
        guard start + text.utf8CodeUnitCount <= count else { return nil }
        for offset in 0..<text.utf8CodeUnitCount where bytes[start + offset] != text.utf8Start[offset] {
            return nil
        }
        return start + text.utf8CodeUnitCount
    }

    func skipSpaces(at start: Int) -> Int {
        var end = start
        while self[end] == UInt8(ascii: " ") { end += 1 }
        return end
    }

    /// The ASCII letters at `start`, lower-cased, up to 12 of them.
    func word(at start: Int) -> (text: String, end: Int)? {
        var end = start
        while self[end].isASCIILetter, end - start <= 12 { end += 1 }
        guard end > start, end - start <= 12 else { return nil }
        return (String(decoding: bytes[start..<end].map { $0 | 0x20 }, as: UTF8.self), end)
    }
}

extension UInt8 {
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    var isASCIILetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
    var isHexDigit: Bool { isDigit || (self | 0x20) &- UInt8(ascii: "a") < 6 }
    var isWordByte: Bool { isDigit || isASCIILetter || self == UInt8(ascii: "_") }
}
