import CacheCore
import CanonicalJSON

/// Where a field stands in a request body.
package struct FieldPath: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        case key(String)
        case index(Int)
    }

    private(set) var steps: [Step] = []

    static let root = FieldPath()
    private static let shownLength = 100

    func appending(_ key: String) -> FieldPath {
        appending(.key(key))
    }

    func appending(_ index: Int) -> FieldPath {
        appending(.index(index))
    }

    private func appending(_ step: Step) -> FieldPath {
        var path = self
        path.steps.append(step)
        return path
    }

    /// `query[0].content`, for people; names that a caller made up are cut.
    var dotted: String { dotted(whole: "The body") }

    /// - Parameter whole: what to call that which has the fields.
    func dotted(whole: String) -> String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let key):
                // By code points: a single character can be arbitrarily long.
                let shown = String(String.UnicodeScalarView(key.unicodeScalars.prefix(Self.shownLength)))
                text += text.isEmpty ? shown : ".\(shown)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text.isEmpty ? whole : text
    }

    /// `/query/0/content` (RFC 6901), for programs.
    var pointer: String {
        steps.map { step in
            switch step {
            case .key(let key):
                "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
            case .index(let index): "/\(index)"
            }
        }.joined()
    }
}

/// A field of a request is missing or wrong. Always the caller's to mend.
package struct FieldError: Error, Equatable {
    let path: FieldPath
    /// What is wrong, as the end of a sentence that begins with the field's name.
    let reason: String

    package var sentence: String { "\(path.dotted) \(reason)." }

    /// - Parameter whole: what has the fields, at the beginning of a sentence.
    func sentence(whole: String) -> String { "\(path.dotted(whole: whole)) \(reason)." }
}

/// Reads the fields of a JSON object and says which one is wrong. `null` counts as missing.
struct FieldReader {
    let object: JSONObject
    let path: FieldPath

    init(_ value: JSONValue, at path: FieldPath) throws(FieldError) {
        guard case .object(let object) = value else {
            throw FieldError(path: path, reason: "must be an object, not \(value.kind)")
        }
        self.object = object
        self.path = path
    }

    init(_ object: JSONObject) {
        self.object = object
        path = .root
    }

    func value(_ key: String) -> JSONValue? {
        let value = object[key]
        return value == .null ? nil : value
    }

    func error(_ key: String, _ reason: String) -> FieldError {
        FieldError(path: path.appending(key), reason: reason)
    }

    func string(_ key: String) throws(FieldError) -> String? {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value else {
            throw error(key, "must be a string, not \(value.kind)")
        }
        return text
    }

    /// A time by ISO 8601, with its zone.
    func time(_ key: String) throws(FieldError) -> Timestamp? {
        guard let text = try string(key) else { return nil }
        guard let time = Timestamp(iso8601: text) else {
            throw error(key, "must be a time such as 2026-01-31T09:30:00Z")
        }
        return time
    }

    func boolean(_ key: String) throws(FieldError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard case .bool(let flag) = value else {
            throw error(key, "must be true or false, not \(value.kind)")
        }
        return flag
    }

    func integer(_ key: String) throws(FieldError) -> Int64? {
        guard let value = value(key) else { return nil }
        guard let number = value.integerValue else { throw error(key, "must be a whole number, not \(value.kind)") }
        return number
    }

    func number(_ key: String, in range: ClosedRange<Double>) throws(FieldError) -> Double? {
        guard let value = value(key) else { return nil }
        guard let number = value.doubleValue, range.contains(number) else {
            throw error(key, "must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func object(_ key: String) throws(FieldError) -> JSONObject? {
        guard let value = value(key) else { return nil }
        guard case .object(let object) = value else {
            throw error(key, "must be an object, not \(value.kind)")
        }
        return object
    }

    func strings(_ key: String) throws(FieldError) -> [String]? {
        guard let elements = try list(key) else { return nil }
        var strings: [String] = []
        for (position, element) in elements.enumerated() {
            guard case .string(let text) = element else {
                throw FieldError(
                    path: path.appending(key).appending(position), reason: "must be a string, not \(element.kind)")
            }
            strings.append(text)
        }
        return strings
    }

    func list(_ key: String) throws(FieldError) -> [JSONValue]? {
        guard let value = value(key) else { return nil }
        guard case .array(let elements) = value else {
            throw error(key, "must be a list, not \(value.kind)")
        }
        return elements
    }

    /// Refuses fields that the endpoint does not know: a misspelt `user` must not widen a scope.
    func refuseUnknownFields(besides known: [String]) throws(FieldError) {
        for member in object.members where !known.contains(member.key) {
            let names = known.joined(separator: ", ")
            throw error(member.key, "is not a field of this request, which has \(names)")
        }
    }
}
