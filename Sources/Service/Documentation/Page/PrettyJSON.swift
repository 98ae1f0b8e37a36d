import CanonicalJSON

extension JSONValue {
    /// The value as indented JSON text. Lists and objects that fit on a line stay on one.
    ///
    /// - Parameters:
    ///   - column: at which the value begins.
    ///   - width: columns of a line. Texts are not broken, so that a long one sticks out.
    func pretty(column: Int = 0, width: Int = 76) -> String {
        pretty(indentation: 0, column: column, width: width)
    }

    /// - Parameters:
    ///   - indentation: of the line on which the value begins.
    ///   - column: at which it begins.
    private func pretty(indentation: Int, column: Int, width: Int) -> String {
        let line = oneLine
        guard column + line.count > width else { return line }
        let inner = indentation + 2
        switch self {
        case .array(let elements):
            let lines = elements.map { $0.pretty(indentation: inner, column: inner, width: width) }
            return Self.block("[", lines, "]", indentation: indentation)
        case .object(let object):
            let lines = object.members.map { member in
                let key = JSONValue.string(member.key).oneLine + ": "
                return key
                    + member.value.pretty(indentation: inner, column: inner + key.count, width: width)
            }
            return Self.block("{", lines, "}", indentation: indentation)
        default:
            return line
        }
    }

    private static func block(
        _ open: String, _ lines: [String], _ close: String, indentation: Int
    ) -> String {
        let margin = String(repeating: " ", count: indentation)
        return open + "\n" + lines.map { "\(margin)  \($0)" }.joined(separator: ",\n") + "\n\(margin)\(close)"
    }

    /// The value on one line, with a space after each comma and colon.
    var oneLine: String {
        switch self {
        case .array(let elements):
            return "[" + elements.map(\.oneLine).joined(separator: ", ") + "]"
        case .object(let object):
            guard !object.members.isEmpty else { return "{}" }
            let members = object.members.map { member in
                JSONValue.string(member.key).oneLine + ": " + member.value.oneLine
            }
            return "{ " + members.joined(separator: ", ") + " }"
        default:
            return String(decoding: encoded, as: UTF8.self)
        }
    }
}
