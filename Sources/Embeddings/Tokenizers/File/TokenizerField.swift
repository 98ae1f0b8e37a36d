import CanonicalJSON

/// A value in `tokenizer.json` together with the path that leads to it, so that every complaint can name its place.
struct TokenizerField {
    let path: String
    let value: JSONValue

    /// The member `key`, or `nil` if it is missing or `null`.
    func optional(_ key: String) -> TokenizerField? {
        guard let member = value[key], member != .null else { return nil }
        return TokenizerField(path: path.isEmpty ? key : "\(path).\(key)", value: member)
    }

    func required(_ key: String) throws(TokenizerError) -> TokenizerField {
        if let member = optional(key) { return member }
        throw .invalidField(field: path.isEmpty ? key : "\(path).\(key)", reason: "is missing")
    }

    func string() throws(TokenizerError) -> String {
        guard let string = value.stringValue else { throw wrongKind(expected: "a string") }
        return string
    }

    func bool() throws(TokenizerError) -> Bool {
        guard let bool = value.boolValue else { throw wrongKind(expected: "true or false") }
        return bool
    }

    func number() throws(TokenizerError) -> Double {
        guard let number = value.doubleValue else { throw wrongKind(expected: "a number") }
        return number
    }

    /// A whole number that can be an id or a count: 0 to 2,147,483,647.
    func id() throws(TokenizerError) -> Int32 {
        guard let integer = value.integerValue, let id = Int32(exactly: integer), id >= 0 else {
            throw wrongKind(expected: "a whole number from 0 to 2147483647")
        }
        return id
    }

    func elements() throws(TokenizerError) -> [TokenizerField] {
        guard let elements = value.arrayValue else { throw wrongKind(expected: "an array") }
        return elements.enumerated().map { TokenizerField(path: "\(path)[\($0.offset)]", value: $0.element) }
    }

    /// The string that says which variant an object describes.
    func type() throws(TokenizerError) -> TokenizerField {
        guard value.objectValue != nil else { throw wrongKind(expected: "an object") }
        return try required("type")
    }

    func unsupported() -> TokenizerError {
        .unsupported(field: path, value: value.stringValue ?? "\(value)")
    }

    func wrongKind(expected: String) -> TokenizerError {
        .invalidField(field: path, reason: "must be \(expected), not \(value.kind)")
    }
}
