import CacheCore
import CanonicalJSON

/// Reads messages as both APIs take them: `{"role": text, "content": text or list of text parts}`.
enum MessageDecoding {
    /// What becomes of fields besides role and content.
    enum OtherFields {
        case ignored
        /// They must be identical for a hit.
        case kept
    }

    static func messages(
        _ elements: [JSONValue], at path: FieldPath, otherFields: OtherFields
    ) throws(FieldError) -> [Message] {
        var messages: [Message] = []
        messages.reserveCapacity(elements.count)
        for (position, element) in elements.enumerated() {
            messages.append(
                try message(element, at: path.appending(position), otherFields: otherFields))
        }
        return messages
    }

    private static func message(
        _ value: JSONValue, at path: FieldPath, otherFields: OtherFields
    ) throws(FieldError) -> Message {
        let fields = try FieldReader(value, at: path)
        let role = try fields.string("role") ?? ""
        var attributes = JSONObject()
        if case .kept = otherFields {
            attributes.members = fields.object.members.filter { $0.key != "role" && $0.key != "content" }
        }
        // A turn that only calls tools has no content.
        let isContentOptional = !attributes.members.isEmpty
        let content = try content(
            fields.object["content"], at: path.appending("content"), isNullAllowed: isContentOptional)
        return Message(role: role, content: content, attributes: attributes)
    }

    private static func content(
        _ value: JSONValue?, at path: FieldPath, isNullAllowed: Bool
    ) throws(FieldError) -> String {
        switch value {
        case nil: return ""
        case .null where isNullAllowed: return ""
        case .string(let text): return text
        case .array(let parts):
            var texts: [String] = []
            for (position, part) in parts.enumerated() {
                guard part["type"]?.stringValue == "text", let text = part["text"]?.stringValue else {
                    throw FieldError(
                        path: path.appending(position),
                        reason: "must be a text part: {\"type\":\"text\",\"text\":\"...\"}")
                }
                texts.append(text)
            }
            return texts.joined(separator: "\n")
        default: throw FieldError(path: path, reason: "must be a string or text parts")
        }
    }
}

/// Names of tenants, users and versions as both APIs take them.
enum NameDecoding {
    static let maximumLength = 1_000

    static func check(_ name: String, _ key: String, in fields: FieldReader) throws(FieldError) {
        guard !name.isEmpty else { throw fields.error(key, "must not be empty") }
        // A single character of Unicode can be arbitrarily long in bytes.
        guard name.count <= maximumLength, name.utf8.count <= maximumLength * 32 else {
            throw fields.error(key, "must have at most \(maximumLength) characters")
        }
    }
}
