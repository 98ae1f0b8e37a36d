import CacheCore
import Foundation
import GRDB

extension SQLiteEntryStore {
    public func filing(of tenant: Tenant) async throws(StoreError) -> Filing? {
        try await read { db in
            try Row.fetchOne(
                db, sql: "SELECT filed_by, refiled_by, refiled_up_to FROM tenant WHERE name = ?",
                arguments: [tenant.name.stored]
            ).map { row in
                let target = (row["refiled_by"] as Data?).flatMap { RulesFingerprint(bytes: $0) }
                return Filing(
                    rules: (row["filed_by"] as Data?).flatMap { RulesFingerprint(bytes: $0) },
                    change: target.map { Filing.Change(rules: $0, doneUpTo: EntryID(row["refiled_up_to"])) })
            }
        }
    }

    public func refile(
        _ entries: [RefiledEntry], of tenant: Tenant, noting filing: Filing
    ) async throws(StoreError) -> Int {
        try await writes.perform { db in
            guard let tenantID = try EntryRow.tenantID(db, tenant) else { return (0, []) }
            var moved: [MovedEntry] = []
            for entry in entries {
                if let change = try Self.refile(entry, tenantID: tenantID, db) { moved.append(change) }
            }
            try db.execute(
                sql: "UPDATE tenant SET filed_by = ?, refiled_by = ?, refiled_up_to = ? WHERE id = ?",
                arguments: [
                    filing.rules?.stored, filing.change?.rules.stored,
                    filing.change?.doneUpTo.rawValue ?? 0, tenantID,
                ])
            // What is deleted is not gone through: it is embedded anew should it be restored.
            try db.execute(
                sql: """
                    UPDATE deleted_entry SET embedding = NULL, embedder = NULL WHERE tenant = ? AND embedder NOT NULL
                    """, arguments: [tenantID])
            return (moved.count, moved.isEmpty ? [] : [.refiled(moved, tenant)])
        }
    }

    /// Nil when the entry is gone or lies where it should already.
    private static func refile(_ entry: RefiledEntry, tenantID: Int64, _ db: Database) throws -> MovedEntry? {
        let stored = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT partition, embedding, fingerprint FROM entry
                    LEFT JOIN embedder ON embedder.id = entry.embedder WHERE entry.id = ? AND tenant = ?
                    """), arguments: [entry.id.rawValue, tenantID])
        guard let stored else { return nil }
        let old = embedding(stored)
        let new = if case .replaced(let replacement) = entry.vector { replacement } else { old }
        let isMoved = (stored["partition"] as Data) != Data(entry.partition.digest.bytes)
        guard isMoved || new != old else { return nil }
        try db.cachedStatement(
            sql: "UPDATE entry SET partition = ?, embedder = ?, embedding = ? WHERE id = ?"
        ).execute(arguments: [
            entry.partition.digest.stored, try EntryRow.embedderID(db, new?.fingerprint), new?.storedVector,
            entry.id.rawValue,
        ])
        return MovedEntry(id: entry.id, partition: entry.partition, embedding: new)
    }

    static func embedding(_ row: Row) -> StoredEmbedding? {
        guard let fingerprint = row["fingerprint"] as String? else { return nil }
        return StoredEmbedding(
            vector: [Float](stored: row["embedding"] ?? Data()),
            fingerprint: EmbeddingFingerprint(rawValue: fingerprint))
    }
}
