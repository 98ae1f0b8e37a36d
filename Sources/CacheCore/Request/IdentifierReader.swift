/// Reads identifiers that machines put into prompts: UUIDs, e-mail addresses, ids of requests and sessions.
struct IdentifierReader {
    private static let labels = WordList(["request", "session", "trace", "correlation", "conversation", "span"])
    private static let prefixes = WordList(["req", "sess", "trace", "request", "session", "conv", "span"])
    private static let maximumLength = 256

    private let cursor: ByteCursor

    init(_ cursor: ByteCursor) {
        self.cursor = cursor
    }

    func uuid(at start: Int) -> Int? {
        var position = start
        for (group, length) in [8, 4, 4, 4, 12].enumerated() {
            if group > 0 {
                guard cursor[position] == UInt8(ascii: "-") else { return nil }
                position += 1
            }
            for _ in 0..<length {
                guard cursor[position].isHexDigit else { return nil }
                position += 1
            }
        }
        return cursor.tokenEnds(at: position) ? position : nil
    }

    func email(at start: Int) -> Int? {
        var position = start
        while isLocalPart(cursor[position]), position - start <= Self.maximumLength { position += 1 }
        guard cursor[position] == UInt8(ascii: "@") else { return nil }
        position += 1
        let domain = position
        var lastDot: Int?
        while position - domain <= Self.maximumLength {
            if cursor[position] == UInt8(ascii: "."), cursor[position + 1].isWordByte {
                lastDot = position
            } else if !cursor[position].isDigit, !cursor[position].isASCIILetter, cursor[position] != UInt8(ascii: "-")
            {
                break
            }
            position += 1
        }
        guard let lastDot, lastDot > domain else { return nil }
        return position
    }

    private func isLocalPart(_ byte: UInt8) -> Bool {
        byte.isWordByte || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "%")
    }

    /// An id, and the label before it, which is kept: `session-id: a8f3`, `req_8fKz41`, a ULID, hexadecimal digits.
    func requestID(at start: Int) -> (label: String, end: Int)? {
        if let value = behindLabel(at: start),
            let end = value.isEmpty ? nil : tokenWithDigit(at: value.upperBound, atLeast: 4)
        {
            return (String(decoding: cursor.bytes[start..<value.upperBound], as: UTF8.self), end)
        }
        return prefixedID(at: start).map { ("", $0) } ?? opaqueID(at: start).map { ("", $0) }
    }

    /// The range of `Request ID: `, `session_id=`, `trace-id `.
    private func behindLabel(at start: Int) -> Range<Int>? {
        guard let wordEnd = Self.labels.end(of: cursor, at: start) else { return nil }
        guard ["_", "-", " "].map({ UInt8(ascii: $0) }).contains(cursor[wordEnd]),
            let (id, idEnd) = cursor.word(at: wordEnd + 1), id == "id"
        else { return nil }
        var position = cursor.skipSpaces(at: idEnd)
        if [":", "=", "#"].map({ UInt8(ascii: $0) }).contains(cursor[position]) { position += 1 }
        position = cursor.skipSpaces(at: position)
        return position > idEnd ? start..<position : nil
    }

    private func tokenWithDigit(at start: Int, atLeast length: Int) -> Int? {
        var end = start
        var hasDigit = false
        while cursor[end].isWordByte || cursor[end] == UInt8(ascii: "-") && cursor[end + 1].isWordByte {
            guard end - start < Self.maximumLength else { return nil }
            hasDigit = hasDigit || cursor[end].isDigit
            end += 1
        }
        return hasDigit && end - start >= length ? end : nil
    }

    /// `req_8fKz41`, `sess-20f81c`: one of the known prefixes and at least six letters and digits.
    private func prefixedID(at start: Int) -> Int? {
        guard let end = Self.prefixes.end(of: cursor, at: start),
            cursor[end] == UInt8(ascii: "_") || cursor[end] == UInt8(ascii: "-")
        else { return nil }
        return tokenWithDigit(at: end + 1, atLeast: 6)
    }

    /// A ULID (26 of Crockford's base 32, capitals, beginning 0 to 7), or 16 and more hexadecimal digits.
    private func opaqueID(at start: Int) -> Int? {
        let end = cursor.endOfToken(from: start)
        let token = cursor.bytes[start..<end]
        guard token.count >= 16, token.contains(where: \.isDigit), token.contains(where: \.isASCIILetter) else {
            return nil
        }
        if token.allSatisfy(\.isHexDigit) { return end }
        let isULID = token.count == 26 && token[start] <= UInt8(ascii: "7") && token.allSatisfy(\.isULIDByte)
        return isULID ? end : nil
    }
}

extension UInt8 {
    /// Crockford's base 32 in capitals leaves out I, L, O and U.
    fileprivate var isULIDByte: Bool {
        isDigit || isASCIILetter && self & 0x20 == 0 && !["I", "L", "O", "U"].map { UInt8(ascii: $0) }.contains(self)
    }
}
