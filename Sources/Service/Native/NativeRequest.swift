import CacheCore
import CanonicalJSON

/// Bodies of the native API. Fields that are not known are refused.
package enum NativeRequest {
    private static let requestFields = [
        "tenant", "user", "version", "messages", "match", "context", "parameters", "partition",
    ]

    package static func lookup(_ body: JSONValue) throws(FieldError) -> CacheRequest {
        let fields = try FieldReader(body, at: .root)
        try fields.refuseUnknownFields(besides: requestFields)
        return try request(fields)
    }

    /// One entry, or many as `{"entries": [...]}`.
    package struct Insert {
        package let rows: [Answered]
        package let mode: WriteMode
        package let isList: Bool
    }

    package static func insert(_ body: JSONValue) throws(FieldError) -> Insert {
        let fields = try FieldReader(body, at: .root)
        guard let elements = try fields.list("entries") else {
            try fields.refuseUnknownFields(besides: requestFields + ["answer", "if_absent"])
            return Insert(rows: [try row(fields)], mode: try mode(fields), isList: false)
        }
        try fields.refuseUnknownFields(besides: ["entries", "if_absent"])
        guard !elements.isEmpty else { throw fields.error("entries", "must not be empty") }
        var rows: [Answered] = []
        for (position, element) in elements.enumerated() {
            let path = fields.path.appending("entries").appending(position)
            let entry = try FieldReader(element, at: path)
            try entry.refuseUnknownFields(besides: requestFields + ["answer"])
            rows.append(try row(entry))
        }
        return Insert(rows: rows, mode: try mode(fields), isList: true)
    }

    private static func mode(_ fields: FieldReader) throws(FieldError) -> WriteMode {
        try fields.boolean("if_absent") ?? false ? .ifAbsent : .replace
    }

    private static func row(_ fields: FieldReader) throws(FieldError) -> Answered {
        let request = try request(fields)
        guard let answer = try fields.string("answer") else { throw fields.error("answer", "is missing") }
        return Answered(request, answer: answer)
    }

    private static func request(_ fields: FieldReader) throws(FieldError) -> CacheRequest {
        guard let tenant = try fields.string("tenant") else { throw fields.error("tenant", "is missing") }
        try NameDecoding.check(tenant, "tenant", in: fields)
        let user = try fields.string("user")
        if let user { try NameDecoding.check(user, "user", in: fields) }
        let version = try fields.string("version")
        if let version { try NameDecoding.check(version, "version", in: fields) }
        let partition = try fields.string("partition")
        if let partition { try NameDecoding.check(partition, "partition", in: fields) }
        let match = try fields.string("match")
        let messages = try MessageDecoding.messages(
            try fields.list("messages") ?? [], at: fields.path.appending("messages"), otherFields: .kept)
        guard match != nil || !messages.isEmpty else {
            throw fields.error("messages", "or match must be given")
        }
        return CacheRequest(
            tenant: Tenant(tenant), user: user, version: version, messages: messages, match: match,
            context: fields.value("context"),
            parameters: try fields.object("parameters").map(JSONValue.object),
            partition: partition)
    }
}
