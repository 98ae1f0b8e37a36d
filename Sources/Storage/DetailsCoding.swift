import CacheCore
import CanonicalJSON
import Foundation
import GRDB

/// How tags and metadata stand in a row: `{"tags":[...],"metadata":{...}}`, and each tag once more in the table by which
/// entries are found.
enum DetailsCoding {
    /// Nil for an entry that has none.
    static func encode(_ details: EntryDetails) -> Data? {
        guard !details.isEmpty else { return nil }
        let value: JSONValue = [
            "tags": .array(details.tags.map { .string($0.name) }), "metadata": .object(details.metadata),
        ]
        return Data(value.encoded)
    }

    static func decode(_ data: Data?) throws -> EntryDetails {
        guard let data else { return EntryDetails() }
        let value = try RequestCoding.parse(data)
        return EntryDetails(
            tags: (value["tags"]?.arrayValue ?? []).compactMap { $0.stringValue.map { EntryTag($0) } },
            metadata: value["metadata"]?.objectValue ?? JSONObject())
    }

    /// Puts the details of an entry in place of those it has.
    static func write(_ details: EntryDetails, of entry: Int64, tenant: Int64, isNew: Bool, to db: Database) throws {
        if !isNew {
            try db.cachedStatement(sql: "DELETE FROM detail WHERE entry = ?").execute(arguments: [entry])
            try db.cachedStatement(sql: "DELETE FROM tag WHERE entry = ?").execute(arguments: [entry])
        }
        guard let encoded = encode(details) else { return }
        try db.cachedStatement(sql: "INSERT INTO detail (entry, details) VALUES (?, ?)")
            .execute(arguments: [entry, encoded])
        for tag in details.tags {
            try db.cachedStatement(sql: "INSERT INTO tag (tag, tenant, entry) VALUES (?, ?, ?)")
                .execute(arguments: [tag.name.stored, tenant, entry])
        }
    }
}
