/// Why a text is not JSON.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    /// Where, in bytes from the beginning.
    public let offset: Int
    /// What is wrong there, as the end of a sentence.
    public let reason: String

    public var description: String { "\(reason) at byte \(offset)" }
}

extension JSONValue {
    /// How deep lists and objects may be nested, unless the caller says otherwise.
    public static let maximumDepth = 128

    /// Reads one JSON text (RFC 8259) and nothing after it but white space.
    ///
    /// Strict: UTF-8 only, no comments, no trailing commas, no lone surrogates (they have no UTF-8 form, and
    /// replacing them would make different texts equal). Nesting beyond `maximumDepth` is an error.
    /// Time and memory are linear in the input.
    public init(
        parsing bytes: UnsafeRawBufferPointer, maximumDepth: Int = JSONValue.maximumDepth
    ) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
        self = try parser.parseDocument()
    }

    public init(parsing bytes: [UInt8], maximumDepth: Int = JSONValue.maximumDepth) throws(JSONError) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONError) in try JSONValue(parsing: buffer, maximumDepth: maximumDepth) }
        }
        self = try result.get()
    }

    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }
}

/// A recursive-descent parser whose recursion is bounded.
///
/// Strings without escapes, nearly all of them, are validated and copied in one step.
private struct JSONParser {
    let bytes: UnsafeRawBufferPointer
    let maximumDepth: Int
    var position = 0
    var depth = 0

    init(bytes: UnsafeRawBufferPointer, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func parseDocument() throws(JSONError) -> JSONValue {
        let value = try parseValue()
        skipWhiteSpace()
        guard position == bytes.count else { throw error("text after the end of the value") }
        return value
    }

    private mutating func parseValue() throws(JSONError) -> JSONValue {
        skipWhiteSpace()
        guard position < bytes.count else { throw error("the text ends too early") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object(try parseObject())
        case UInt8(ascii: "["): return .array(try parseArray())
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseLiteral("true", .bool(true))
        case UInt8(ascii: "f"): return try parseLiteral("false", .bool(false))
        case UInt8(ascii: "n"): return try parseLiteral("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(try parseNumber())
        default: throw error("unexpected character")
        }
    }

    private mutating func parseObject() throws(JSONError) -> JSONObject {
        try enter()
        var members: [JSONObject.Member] = []
        if !consume(UInt8(ascii: "}")) {
            repeat {
                skipWhiteSpace()
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    throw error("expected a member's name in quotation marks")
                }
                let key = try parseString()
                guard consume(UInt8(ascii: ":")) else { throw error("expected ':'") }
                members.append(JSONObject.Member(key: key, value: try parseValue()))
            } while consume(UInt8(ascii: ","))
            guard consume(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
        }
        depth -= 1
        return JSONObject(members)
    }

    private mutating func parseArray() throws(JSONError) -> [JSONValue] {
        try enter()
        var elements: [JSONValue] = []
        if !consume(UInt8(ascii: "]")) {
            repeat {
                elements.append(try parseValue())
            } while consume(UInt8(ascii: ","))
            guard consume(UInt8(ascii: "]")) else { throw error("expected ',' or ']'") }
        }
        depth -= 1
        return elements
    }

    /// Steps over an opening bracket.
    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= maximumDepth else {
            throw error("nested deeper than \(maximumDepth) levels")
        }
        position += 1
    }

    private mutating func parseLiteral(
        _ literal: StaticString, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        let length = literal.utf8CodeUnitCount
        guard position + length <= bytes.count,
            literal.withUTF8Buffer({ $0.elementsEqual(bytes[position..<position + length]) })
        else { throw error("unexpected character") }
        position += length
        return value
    }

    // MARK: Strings

    private mutating func parseString() throws(JSONError) -> String {
        position += 1
        let start = position
        position = bytes.endOfPlainText(from: start)
        guard position < bytes.count else { throw error("the text ends inside a string") }
        switch bytes[position] {
        case UInt8(ascii: "\""):
            let text = try validated(UnsafeRawBufferPointer(rebasing: bytes[start..<position]), at: start)
            position += 1
            return text
        case UInt8(ascii: "\\"): return try parseEscapedString(from: start)
        default: throw error("control character in a string")
        }
    }

    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var unescaped = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                let result = unescaped.withUnsafeBytes { buffer in
                    Result { () throws(JSONError) in try validated(buffer, at: start) }
                }
                return try result.get()
            case UInt8(ascii: "\\"):
                try parseEscape(into: &unescaped)
            case 0..<0x20:
                position -= 1
                throw error("control character in a string")
            default:
                let end = bytes.endOfPlainText(from: position)
                unescaped.append(contentsOf: bytes[position - 1..<end])
                position = end
            }
        }
        throw error("the text ends inside a string")
    }

    private mutating func parseEscape(into unescaped: inout [UInt8]) throws(JSONError) {
        guard position < bytes.count else { throw error("the text ends inside a string") }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(letter)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): unescaped.append(contentsOf: UTF8.encode(try parseUnicodeEscape())!)
        default:
            position -= 1
            throw error("unknown escape")
        }
    }

    /// Reads the digits of `\uXXXX`, and of the second half of a surrogate pair.
    private mutating func parseUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let start = position - 2
        let first = try parseHexDigits()
        if let scalar = Unicode.Scalar(first) {
            return scalar
        }
        if first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        {
            position += 2
            let second = try parseHexDigits()
            if (0xDC00...0xDFFF).contains(second) {
                return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))!
            }
        }
        throw JSONError(offset: start, reason: "half of a surrogate pair")
    }

    private mutating func parseHexDigits() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw error("the text ends inside a string") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw error("\\u needs four hexadecimal digits")
            }
            value = value << 4 + UInt32(digit)
            position += 1
        }
        return value
    }

    private func validated(
        _ utf8: UnsafeRawBufferPointer, at offset: Int
    ) throws(JSONError) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else {
            throw JSONError(offset: offset, reason: "invalid UTF-8 in the string")
        }
        return text
    }

    // MARK: Numbers

    private mutating func parseNumber() throws(JSONError) -> JSONNumber {
        let start = position
        skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")) {
            try skipDigits()
        }
        let isInteger = try !skipFraction()
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger {
            return Int64(text).map(JSONNumber.integer) ?? .bigInteger(text)
        }
        guard let value = Double(text), value.isFinite else {
            throw JSONError(offset: start, reason: "a number beyond 1.8e308, which a double cannot hold,")
        }
        return .decimal(value)
    }

    /// Steps over a fraction and an exponent; whether there was one.
    private mutating func skipFraction() throws(JSONError) -> Bool {
        var found = false
        if skip(UInt8(ascii: ".")) {
            try skipDigits()
            found = true
        }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { skip(UInt8(ascii: "-")) }
            try skipDigits()
            found = true
        }
        return found
    }

    private mutating func skipDigits() throws(JSONError) {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        guard position > start else { throw error("expected a digit") }
    }

    // MARK: Steps

    @discardableResult
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Steps over white space and then `byte`, if it is there.
    private mutating func consume(_ byte: UInt8) -> Bool {
        skipWhiteSpace()
        return skip(byte)
    }

    private mutating func skipWhiteSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func error(_ reason: String) -> JSONError {
        JSONError(offset: position, reason: reason)
    }
}
