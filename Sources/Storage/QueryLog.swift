import CacheCore
import CanonicalJSON
import Foundation
import GRDB

/// The query log and the hit counts in the database.
enum QueryLog {
    /// Appends a batch and forgets all but the newest rows.
    static func write(_ batch: JournalBatch, to db: Database, keepingRows maximum: Int) throws {
        for record in batch.records {
            try insert(record, into: db)
        }
        if !batch.records.isEmpty {
            try db.cachedStatement(
                sql: "DELETE FROM query_log WHERE id <= (SELECT max(id) FROM query_log) - ?"
            ).execute(arguments: [maximum])
        }
        // An entry that has been removed since it was served has no row to count on.
        let count = try db.cachedStatement(
            sql: """
                INSERT INTO hit (entry, count, last_at) SELECT id, ?, ? FROM entry WHERE id = ?
                ON CONFLICT (entry) DO UPDATE SET count = count + excluded.count,
                    last_at = max(last_at, excluded.last_at)
                """)
        for (id, hits) in batch.hits {
            try count.execute(arguments: [hits.count, hits.last.rawValue, id.rawValue])
        }
    }

    private static func insert(_ record: QueryRecord, into db: Database) throws {
        let request = RequestCoding.encode(messages: record.messages, match: record.match)
        try db.cachedStatement(
            sql: """
                INSERT INTO query_log (created_at, tenant, user, error_code, error_description, tier,
                    miss_reason, entry, similarity, seconds, request)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            record.time.rawValue, record.tenant.name.stored, record.user?.stored, record.errorCode,
            record.errorDescription.stored, record.tier?.rawValue, record.missReason?.rawValue,
            record.entry?.rawValue, record.similarity.map { Double($0) }, record.seconds,
            Data(request).databaseValue,
        ])
    }

    static func newest(_ db: Database, tenant: Tenant?, limit: Int) throws -> [QueryRecord] {
        var sql = "SELECT * FROM query_log"
        var arguments: StatementArguments = []
        if let tenant {
            sql += " WHERE tenant = ?"
            arguments += [tenant.name.stored]
        }
        arguments += [limit]
        return try Row.fetchAll(db, sql: sql + " ORDER BY id DESC LIMIT ?", arguments: arguments)
            .map(record)
    }

    private static func record(_ row: Row) throws -> QueryRecord {
        let request = try RequestCoding.parse(row["request"])
        return QueryRecord(
            time: Timestamp(rawValue: row["created_at"]), tenant: Tenant(String(stored: row["tenant"])),
            user: (row["user"] as Data?).map { String(stored: $0) },
            messages: RequestCoding.messages(in: request), match: request["match"]?.stringValue,
            errorCode: row["error_code"],
            errorDescription: String(stored: row["error_description"]),
            tier: (row["tier"] as String?).flatMap(Tier.init(rawValue:)),
            missReason: (row["miss_reason"] as String?).flatMap(MissReason.init(rawValue:)),
            entry: (row["entry"] as Int64?).map { EntryID($0) },
            similarity: (row["similarity"] as Double?).map { Float($0) }, seconds: row["seconds"])
    }
}
