import CacheCore
import CanonicalJSON
import Foundation

/// Bodies that correct or delete entries, and the fields of an entry besides its request.
extension NativeRequest {
    /// A hundred years, in seconds.
    private static let longestTime = 3_155_760_000.0
    /// The most ids of one deletion.
    package static let maximumIDs = 10_000

    static func timeToLive(_ fields: FieldReader) throws(FieldError) -> Double? {
        try fields.number("ttl", in: 1...longestTime)
    }

    static func staleTime(_ fields: FieldReader) throws(FieldError) -> Double? {
        try fields.number("stale_for", in: 0...longestTime)
    }

    static func tags(_ fields: FieldReader) throws(FieldError) -> [EntryTag]? {
        guard let names = try fields.strings("tags") else { return nil }
        guard names.count <= EntryDetails.maximumTags else {
            throw fields.error("tags", "must be at most \(EntryDetails.maximumTags)")
        }
        for (position, name) in names.enumerated() where !(1...EntryTag.maximumBytes).contains(name.utf8.count) {
            throw FieldError(
                path: fields.path.appending("tags").appending(position),
                reason: "must have 1 to \(EntryTag.maximumBytes) bytes")
        }
        return names.map { EntryTag($0) }
    }

    static func metadata(_ fields: FieldReader) throws(FieldError) -> JSONObject? {
        guard let metadata = try fields.object("metadata") else { return nil }
        guard JSONValue.object(metadata).encoded.count <= EntryDetails.maximumMetadataBytes else {
            throw fields.error("metadata", "must have at most \(EntryDetails.maximumMetadataBytes) bytes as JSON")
        }
        return metadata
    }

    package static func correction(_ body: JSONValue) throws(FieldError) -> Correction {
        let fields = try FieldReader(body, at: .root)
        try fields.refuseUnknownFields(
            besides: ["answer", "tags", "metadata", "ttl", "sliding", "stale_for", "pin"])
        let correction = Correction(
            answer: try fields.string("answer"), tags: try tags(fields), metadata: try metadata(fields),
            timeToLive: try timeToLive(fields), isSliding: try fields.boolean("sliding"),
            staleTime: try staleTime(fields), isPinned: try fields.boolean("pin"))
        guard !correction.isEmpty else { throw fields.error("answer", "or another field must be given") }
        return correction
    }

    /// Which entries to delete, and how.
    package struct Removal {
        package let filter: EntryFilter
        package let isPurged: Bool
        package let isDryRun: Bool
    }

    static let emptyFilter = FieldError(
        path: .root, reason: "must have a condition: ids, tenant, tags, source, prompt, created_from or created_before")

    package static func removal(_ body: JSONValue) throws(FieldError) -> Removal {
        let fields = try FieldReader(body, at: .root)
        try fields.refuseUnknownFields(
            besides: [
                "ids", "tenant", "tags", "source", "prompt", "created_from", "created_before", "purge", "dry_run",
            ])
        var filter = EntryFilter(
            ids: try ids(fields), tags: try tags(fields) ?? [], prompt: try fields.string("prompt"),
            createdFrom: try fields.time("created_from"), createdBefore: try fields.time("created_before"))
        if let tenant = try fields.string("tenant") {
            try NameDecoding.check(tenant, "tenant", in: fields)
            filter.tenant = Tenant(tenant)
        }
        if let source = try fields.string("source") {
            guard !source.isEmpty else { throw fields.error("source", "must not be empty") }
            filter.tags.append(.source(source))
        }
        guard !filter.isEmpty else { throw emptyFilter }
        return Removal(
            filter: filter, isPurged: try fields.boolean("purge") ?? false,
            isDryRun: try fields.boolean("dry_run") ?? false)
    }

    private static func ids(_ fields: FieldReader) throws(FieldError) -> Set<EntryID>? {
        guard let elements = try fields.list("ids") else { return nil }
        guard (1...maximumIDs).contains(elements.count) else {
            throw fields.error("ids", "must be 1 to \(maximumIDs)")
        }
        var ids: Set<EntryID> = []
        for (position, element) in elements.enumerated() {
            guard let number = element.integerValue else {
                throw FieldError(
                    path: fields.path.appending("ids").appending(position), reason: "must be a whole number")
            }
            ids.insert(EntryID(number))
        }
        return ids
    }
}
