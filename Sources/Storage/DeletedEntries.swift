import CacheCore
import Foundation
import GRDB

/// The table of deleted entries. A deletion moves a row there with all that belongs to it, restoring moves it back.
enum DeletedEntries {
    private static let entryColumns = """
        tenant, digest, partition, created_at, modified_at, embedder, user, version, embedding, request, answer
        """

    static func makeDeletion(at time: Timestamp, _ db: Database) throws -> DeletionID {
        try db.execute(sql: "INSERT INTO deletion (deleted_at) VALUES (?)", arguments: [time.rawValue])
        return DeletionID(db.lastInsertedRowID)
    }

    static func add(_ id: Int64, _ deletion: Deletion, to db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO deleted_entry (id, deletion, deleted_at, \(entryColumns), hits, last_hit_at, weight, expires_at,
                    ttl, sliding, stale, pinned, purge_at, prompt, details, prompt_tokens, completion_tokens, latency)
                SELECT entry.id, ?, ?, entry.tenant, digest, partition, created_at, modified_at, embedder, user, version,
                    embedding, request, answer, hit.count, hit.last_at, weight, expires_at, ttl, sliding, stale, pinned,
                    purge_at, prompt, details, prompt_tokens, completion_tokens, latency
                FROM entry JOIN retention ON retention.entry = entry.id LEFT JOIN hit ON hit.entry = entry.id
                    LEFT JOIN detail ON detail.entry = entry.id LEFT JOIN cost ON cost.entry = entry.id
                WHERE entry.id = ?
                """
        ).execute(arguments: [deletion.id.rawValue, deletion.time.rawValue, id])
    }

    enum Restoring {
        case restored(RestoredEntry)
        case superseded
        case gone
    }

    static func restore(_ filed: RefiledEntry, _ db: Database) throws -> Restoring {
        let id = filed.id.rawValue
        let found = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT deleted_entry.tenant, digest, weight, pinned, embedding, fingerprint, details, name,
                        prompt_tokens, completion_tokens, latency,
                        EXISTS (SELECT 1 FROM entry WHERE entry.tenant = deleted_entry.tenant
                            AND entry.digest = deleted_entry.digest) AS is_superseded
                    FROM deleted_entry JOIN live_tenant ON live_tenant.id = deleted_entry.tenant
                        LEFT JOIN embedder ON embedder.id = deleted_entry.embedder
                    WHERE deleted_entry.id = ?
                    """), arguments: [id])
        guard let row = found, let digest = Digest(bytes: row["digest"] as Data) else { return .gone }
        guard !(row["is_superseded"] as Bool) else { return .superseded }
        let embedding = if case .replaced(let new) = filed.vector { new } else { SQLiteEntryStore.embedding(row) }
        try db.cachedStatement(
            sql: """
                INSERT INTO entry (id, \(entryColumns)) SELECT id, tenant, digest, ?, created_at, modified_at, ?, user,
                    version, ?, request, answer FROM deleted_entry WHERE id = ?
                """
        ).execute(arguments: [
            filed.partition.digest.stored, try EntryRow.embedderID(db, embedding?.fingerprint), embedding?.storedVector,
            id,
        ])
        try db.cachedStatement(
            sql: """
                INSERT INTO retention (entry, tenant, weight, written_at, expires_at, ttl, sliding, stale, pinned,
                    purge_at, prompt)
                SELECT id, tenant, weight, modified_at, expires_at, ttl, sliding, stale, pinned, purge_at, prompt
                FROM deleted_entry WHERE id = ?
                """
        ).execute(arguments: [id])
        try db.cachedStatement(
            sql: """
                INSERT INTO hit (entry, count, last_at) SELECT id, hits, last_hit_at FROM deleted_entry
                WHERE id = ? AND hits IS NOT NULL
                """
        ).execute(arguments: [id])
        let tenant: Int64 = row["tenant"]
        try DetailsCoding.write(
            try DetailsCoding.decode(row["details"]), of: id, tenant: tenant, isNew: true, to: db)
        try UsageTable.write(UsageTable.cost(row), of: id, isNew: true, to: db)
        try db.cachedStatement(sql: "DELETE FROM deleted_entry WHERE id = ?").execute(arguments: [id])
        let key = EntryKey(id: filed.id, tenant: Tenant(String(stored: row["name"])), request: RequestDigest(digest))
        return .restored(
            RestoredEntry(
                key: key, partition: filed.partition, embedding: embedding, weight: row["weight"],
                isPinned: row["pinned"]))
    }
}
