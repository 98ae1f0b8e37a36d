/// Writes JSON as UTF-8, without escaping what need not be escaped.
public struct JSONWriter {
    public private(set) var bytes: [UInt8] = []

    public init(reservingCapacity capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends text that is JSON already: punctuation, a member's name, a stored fragment.
    public mutating func write(raw text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    public mutating func write(_ value: JSONValue) {
        switch value {
        case .null: write(raw: "null")
        case .bool(let value): write(value)
        case .number(let number): write(number)
        case .string(let text): write(text)
        case .array(let elements): writeList(elements) { $0.write($1) }
        case .object(let object):
            writeMembers(object.members)
        }
    }

    /// Like `write(_:)`, but equal values give equal bytes: members are sorted by the bytes of their keys, of
    /// repeated keys only the last is kept, and a decimal without a fraction is written as an integer.
    public mutating func writeCanonical(_ value: JSONValue) {
        switch value {
        case .array(let elements): writeList(elements) { $0.writeCanonical($1) }
        case .object(let object):
            writeList(object.canonicalMembers, open: "{", close: "}") { writer, member in
                writer.write(member.key)
                writer.write(raw: ":")
                writer.writeCanonical(member.value)
            }
        case .number(.decimal(let value)):
            if let integer = Int64(exactly: value) {
                write(integer)
            } else {
                write(value)
            }
        default: write(value)
        }
    }

    public mutating func write(_ value: Bool) {
        write(raw: value ? "true" : "false")
    }

    public mutating func write(_ value: Int64) {
        bytes.append(contentsOf: String(value).utf8)
    }

    /// A value that JSON has no number for is written as `null`.
    public mutating func write(_ value: Double) {
        guard value.isFinite else { return write(raw: "null") }
        bytes.append(contentsOf: value.description.utf8)
    }

    public mutating func write(_ number: JSONNumber) {
        switch number {
        case .integer(let value): write(value)
        case .decimal(let value): write(value)
        case .bigInteger(let digits): bytes.append(contentsOf: digits.utf8)
        }
    }

    /// Writes a string with its quotation marks.
    public mutating func write(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            let utf8 = UnsafeRawBufferPointer(utf8)
            var start = 0
            while true {
                let end = utf8.endOfPlainText(from: start)
                bytes.append(contentsOf: utf8[start..<end])
                guard end < utf8.count else { break }
                writeEscape(utf8[end])
                start = end + 1
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func writeEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }

    private mutating func writeMembers(_ members: [JSONObject.Member]) {
        writeList(members, open: "{", close: "}") { writer, member in
            writer.write(member.key)
            writer.write(raw: ":")
            writer.write(member.value)
        }
    }

    private mutating func writeList<Element>(
        _ elements: [Element], open: StaticString = "[", close: StaticString = "]",
        writeElement: (inout JSONWriter, Element) -> Void
    ) {
        write(raw: open)
        for (position, element) in elements.enumerated() {
            if position > 0 { write(raw: ",") }
            writeElement(&self, element)
        }
        write(raw: close)
    }
}

extension JSONObject {
    /// One member for each key, sorted by the bytes of the keys.
    fileprivate var canonicalMembers: [Member] {
        let sorted = members.enumerated().sorted { left, right in
            let (leftKey, rightKey) = (left.element.key.utf8, right.element.key.utf8)
            if leftKey.elementsEqual(rightKey) { return left.offset > right.offset }
            return leftKey.lexicographicallyPrecedes(rightKey)
        }.map(\.element)
        var kept: [Member] = []
        kept.reserveCapacity(sorted.count)
        for member in sorted where kept.last.map({ !$0.key.utf8.elementsEqual(member.key.utf8) }) ?? true {
            kept.append(member)
        }
        return kept
    }
}

extension JSONValue {
    /// The value as JSON text in UTF-8.
    public var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// Equal for equal values, whatever the order of members and the spelling of numbers.
    public var canonicallyEncoded: [UInt8] {
        var writer = JSONWriter()
        writer.writeCanonical(self)
        return writer.bytes
    }
}
