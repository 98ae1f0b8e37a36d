import CacheCore
import CanonicalJSON

/// Bodies of the native API. Fields that are not known are refused.
package enum NativeRequest {
    private static let requestFields = [
        "tenant", "user", "version", "messages", "match", "context", "parameters", "partition",
    ]

    package struct Lookup {
        package let request: CacheRequest
        package let tightening: Tightening
    }

    package static func lookup(_ body: JSONValue) throws(FieldError) -> Lookup {
        let fields = try FieldReader(body, at: .root)
        try fields.refuseUnknownFields(besides: requestFields + ["policy", "tags"])
        var tightening = try tightening(fields)
        tightening.tags = try tags(fields) ?? []
        return Lookup(request: try request(fields), tightening: tightening)
    }

    private static func tightening(_ fields: FieldReader) throws(FieldError) -> Tightening {
        guard let object = try fields.object("policy") else { return Tightening() }
        let policy = try FieldReader(.object(object), at: fields.path.appending("policy"))
        try policy.refuseUnknownFields(besides: ["exact_only", "risk", "threshold"])
        return Tightening(
            isExactOnly: try policy.boolean("exact_only") ?? false, risk: try policy.number("risk", in: 0...0.5),
            threshold: try policy.number("threshold", in: 0...1).map { Float($0) })
    }

    package static func feedback(_ body: JSONValue) throws(FieldError) -> Feedback {
        let fields = try FieldReader(body, at: .root)
        try fields.refuseUnknownFields(besides: requestFields + ["hit_id", "entry_id", "correct"])
        guard let isCorrect = try fields.boolean("correct") else { throw fields.error("correct", "is missing") }
        let tenant = try fields.string("tenant")
        if let tenant { try NameDecoding.check(tenant, "tenant", in: fields) }
        let hit = try fields.string("hit_id")
        let entry = try fields.integer("entry_id")
        guard (hit == nil) != (entry == nil) else {
            throw fields.error("hit_id", "or entry_id must be given, and not both")
        }
        let subject: Feedback.Subject
        if let hit {
            guard let id = HitID(text: hit) else { throw fields.error("hit_id", "is not the hit_id of a lookup") }
            subject = .hit(id)
        } else {
            let id = EntryID(entry ?? 0)
            let hasRequest = requestFields.contains { $0 != "tenant" && fields.value($0) != nil }
            subject = hasRequest ? .entry(id, for: try request(fields)) : .answer(id)
        }
        return Feedback(subject, isCorrect: isCorrect, tenant: tenant.map { Tenant($0) })
    }

    /// What a new entry may have.
    static let entryFields =
        requestFields + ["answer", "ttl", "sliding", "stale_for", "pin", "tags", "metadata", "usage", "latency"]

    /// A day, in seconds.
    private static let longestLatency = 86_400.0

    private static let mostTokens: Int64 = 1_000_000_000

    /// One entry, or many as `{"entries": [...]}`.
    package struct Insert {
        package let rows: [Answered]
        package let mode: WriteMode
        package let isList: Bool
    }

    package static func insert(_ body: JSONValue) throws(FieldError) -> Insert {
        let fields = try FieldReader(body, at: .root)
        guard let elements = try fields.list("entries") else {
            try fields.refuseUnknownFields(besides: entryFields + ["if_absent"])
            return Insert(rows: [try row(fields)], mode: try mode(fields), isList: false)
        }
        try fields.refuseUnknownFields(besides: ["entries", "if_absent"])
        guard !elements.isEmpty else { throw fields.error("entries", "must not be empty") }
        var rows: [Answered] = []
        for (position, element) in elements.enumerated() {
            let path = fields.path.appending("entries").appending(position)
            let entry = try FieldReader(element, at: path)
            try entry.refuseUnknownFields(besides: entryFields)
            rows.append(try row(entry))
        }
        return Insert(rows: rows, mode: try mode(fields), isList: true)
    }

    private static func mode(_ fields: FieldReader) throws(FieldError) -> WriteMode {
        try fields.boolean("if_absent") ?? false ? .ifAbsent : .replace
    }

    /// - Parameter isTransfer: whether it comes from another store and not from an application.
    static func row(_ fields: FieldReader, isTransfer: Bool = false) throws(FieldError) -> Answered {
        let request = try request(fields, isTransfer: isTransfer)
        guard let answer = try fields.string("answer") else { throw fields.error("answer", "is missing") }
        return Answered(
            request, answer: answer,
            lifetime: RequestedLifetime(
                timeToLive: try timeToLive(fields), isSliding: try fields.boolean("sliding"),
                staleTime: try staleTime(fields), isPinned: try fields.boolean("pin") ?? false),
            details: EntryDetails(tags: try tags(fields) ?? [], metadata: try metadata(fields) ?? JSONObject()),
            cost: try cost(fields))
    }

    /// `usage` may be handed on as a model's service gave it, so other members of it are passed over.
    private static func cost(_ fields: FieldReader) throws(FieldError) -> AnswerCost {
        var cost = AnswerCost(latency: try fields.number("latency", in: 0...longestLatency))
        guard let object = try fields.object("usage") else { return cost }
        let usage = try FieldReader(.object(object), at: fields.path.appending("usage"))
        cost.promptTokens = try tokens("prompt_tokens", "input_tokens", in: usage)
        cost.completionTokens = try tokens("completion_tokens", "output_tokens", in: usage)
        return cost
    }

    private static func tokens(_ names: String..., in usage: FieldReader) throws(FieldError) -> Int? {
        for name in names {
            guard let count = try usage.integer(name) else { continue }
            guard 0...mostTokens ~= count else { throw usage.error(name, "must be from 0 to \(mostTokens)") }
            return Int(count)
        }
        return nil
    }

    private static func request(
        _ fields: FieldReader, isTransfer: Bool = false
    ) throws(FieldError) -> CacheRequest {
        guard let tenant = try fields.string("tenant") else { throw fields.error("tenant", "is missing") }
        try NameDecoding.check(tenant, "tenant", in: fields)
        let user = try fields.string("user")
        if let user { try NameDecoding.check(user, "user", in: fields) }
        let version = try fields.string("version")
        // The compatible protocol takes an empty version, so an export may have one.
        if let version, !version.isEmpty || !isTransfer { try NameDecoding.check(version, "version", in: fields) }
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
