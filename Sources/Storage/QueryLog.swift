import CacheCore
import CanonicalJSON
import Foundation
import GRDB

/// The query log and the hit counts in the database.
enum QueryLog {
    /// Appends a batch and forgets what is beyond the limits.
    static func write(_ batch: JournalBatch, to db: Database, within limits: QueryLogLimits) throws {
        for record in batch.records {
            try insert(record, into: db)
        }
        if let newest = batch.records.map(\.time).max() { try limits.forgetOldRows(in: db, now: newest) }
        try UsageTable.write(batch, to: db, keepingHistory: limits.historySeconds)
        // An entry that has been removed since it was served has no row to count on.
        let count = try db.cachedStatement(
            sql: """
                INSERT INTO hit (entry, count, last_at) SELECT id, ?, ? FROM entry WHERE id = ?
                ON CONFLICT (entry) DO UPDATE SET count = count + excluded.count,
                    last_at = max(last_at, excluded.last_at)
                """)
        for (id, hits) in batch.hits {
            try count.execute(arguments: [hits.count, hits.last.rawValue, id.rawValue])
            if let fresh = hits.lastFresh { try extend(id, servedAt: fresh, db) }
        }
    }

    /// Moves the end of an entry that slides.
    private static func extend(_ id: EntryID, servedAt time: Timestamp, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE retention SET purge_at = purge_at - expires_at + ?1 + ttl, expires_at = ?1 + ttl
                WHERE entry = ?2 AND sliding AND expires_at < ?1 + ttl
                """
        ).execute(arguments: [time.rawValue, id.rawValue])
    }

    private static func insert(_ record: QueryRecord, into db: Database) throws {
        let request = RequestCoding.encode(messages: record.messages, match: record.match)
        try db.cachedStatement(
            sql: """
                INSERT INTO query_log (created_at, tenant, user, error_code, error_description, tier,
                    miss_reason, entry, similarity, score, guard, seconds, request)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            record.time.rawValue, record.tenant.name.stored, record.user?.stored, record.errorCode,
            record.errorDescription.stored, record.tier?.rawValue, record.missReason?.rawValue,
            record.entry?.rawValue, record.similarity.map { Double($0) }, record.score.map { Double($0) },
            record.guardName, record.seconds, Data(request).databaseValue,
        ])
    }

    static func newest(_ db: Database, tenant: Tenant?, limit: Int) throws -> [QueryRecord] {
        var sql = "SELECT * FROM live_log"
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
            similarity: (row["similarity"] as Double?).map { Float($0) },
            score: (row["score"] as Double?).map { Float($0) }, guardName: row["guard"], seconds: row["seconds"])
    }

    static func page(_ db: Database, _ page: QueryLogPage) throws -> [NumberedRecord] {
        var sql = """
            SELECT query_log.*, entry.request AS entry_request FROM live_log AS query_log LEFT JOIN entry ON entry.id = query_log.entry
            WHERE query_log.id > ?
            """
        var arguments: StatementArguments = [page.after]
        if let tenant = page.tenant {
            sql += " AND query_log.tenant = ?"
            arguments += [tenant.name.stored]
        }
        if let from = page.from {
            sql += " AND query_log.created_at >= ?"
            arguments += [from.rawValue]
        }
        let rows = try Row.fetchCursor(
            db, sql: sql + " ORDER BY query_log.id LIMIT ?", arguments: arguments + [page.limit])
        var records: [NumberedRecord] = []
        var byteCount = 0
        while byteCount < CacheEntry.pageBytes, let row = try rows.next() {
            byteCount += (row["request"] as Data).count + ((row["entry_request"] as Data?)?.count ?? 0)
            records.append(NumberedRecord(number: row["id"], record: try record(row), question: try question(row)))
        }
        return records
    }

    /// Misses with a nearest entry, those alike together, highest score first.
    static func nearMisses(_ db: Database, in scope: ReportScope) throws -> [NearMiss] {
        var condition =
            "tier IS NULL AND entry IS NOT NULL AND score IS NOT NULL AND created_at >= ? AND created_at < ?"
        var arguments: StatementArguments = [scope.from.rawValue, scope.until.rawValue]
        if let tenant = scope.tenant {
            condition += " AND tenant = ?"
            arguments += [tenant.name.stored]
        }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT query_log.*, entry.request AS entry_request, alike.count FROM
                    (SELECT max(id) AS id, count(*) AS count, max(score) AS best FROM live_log WHERE \(condition)
                        GROUP BY tenant, request, entry, miss_reason ORDER BY best DESC LIMIT ?) AS alike
                    JOIN query_log ON query_log.id = alike.id LEFT JOIN entry ON entry.id = query_log.entry
                ORDER BY alike.best DESC
                """, arguments: arguments + [scope.limit])
        return try rows.map { NearMiss(record: try record($0), question: try question($0), count: $0["count"]) }
    }

    /// The prompt of the entry that a row names.
    private static func question(_ row: Row) throws -> String? {
        guard let data = row["entry_request"] as Data? else { return nil }
        return try RequestCoding.decode(data, tenant: "", user: nil, version: nil).keyText
    }
}
