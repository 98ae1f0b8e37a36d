/// Any JSON value (RFC 8259), as parsed from a request or built for a reply.
///
/// It keeps what Codable types lose and a cache needs: unknown fields, the order of members, the difference
/// between a missing field and `null`, and integers beyond 53 bits.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// A JSON number, exact for every integer.
public enum JSONNumber: Sendable, Equatable {
    case integer(Int64)
    case decimal(Double)
    /// An integer that does not fit in 64 bits, as its digits.
    case bigInteger(String)

    public var doubleValue: Double {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let value): value
        case .bigInteger(let digits): Double(digits) ?? .infinity
        }
    }
}

/// The members of a JSON object in their order of appearance. When a key is repeated, the last one counts,
/// as in Python and JavaScript.
public struct JSONObject: Sendable, Equatable {
    public struct Member: Sendable, Equatable {
        public var key: String
        public var value: JSONValue

        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    public var members: [Member]

    public init(_ members: [Member] = []) {
        self.members = members
    }

    /// The value of the last member with this key; setting nil removes it. O(members).
    public subscript(key: String) -> JSONValue? {
        get { members.last { $0.key.utf8.elementsEqual(key.utf8) }?.value }
        set {
            members.removeAll { $0.key.utf8.elementsEqual(key.utf8) }
            if let newValue {
                members.append(Member(key: key, value: newValue))
            }
        }
    }
}

extension JSONValue {
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The value of an integer in 64 bits, also when it is written as `1.0`.
    public var integerValue: Int64? {
        switch self {
        case .number(.integer(let value)): value
        case .number(.decimal(let value)): Int64(exactly: value)
        default: nil
        }
    }

    public var doubleValue: Double? {
        if case .number(let number) = self { number.doubleValue } else { nil }
    }

    public var arrayValue: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    public var objectValue: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The named member of an object; nil for anything that is no object.
    public subscript(key: String) -> JSONValue? {
        objectValue?[key]
    }

    /// What kind of value this is, as an error message names it.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .number(.integer(value)) }
    public init(floatLiteral value: Double) { self = .number(.decimal(value)) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member(key: $0.0, value: $0.1) }))
    }

    public init(_ value: some BinaryInteger) { self = .number(.integer(Int64(clamping: value))) }
    public init(_ value: Double) { self = .number(.decimal(value)) }
}
