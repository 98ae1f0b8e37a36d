import CacheCore
import Foundation
import GRDB

extension SQLiteEntryStore {
    public func embeddingCounts() async throws(StoreError) -> [EmbeddingCount] {
        try await read { db in
            let names = try Self.tenantNames(db)
            var fingerprints: [Int64: EmbeddingFingerprint] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT id, fingerprint FROM embedder") {
                fingerprints[row[0]] = EmbeddingFingerprint(rawValue: row[1])
            }
            // Served by the index alone; the rows themselves are not read.
            return try Row.fetchAll(
                db, sql: "SELECT tenant, embedder, count(*) FROM entry GROUP BY tenant, embedder"
            ).compactMap { row in
                guard let tenant = names[row[0]] else { return nil }
                return EmbeddingCount(
                    tenant: tenant, fingerprint: (row[1] as Int64?).flatMap { fingerprints[$0] },
                    entryCount: row[2])
            }
        }
    }

    public func replaceEmbeddings(
        _ embeddings: [EntryID: StoredEmbedding], of tenant: Tenant
    ) async throws(StoreError) -> Int {
        try await writes.perform { db in
            guard let tenantID = try EntryRow.tenantID(db, tenant) else { return (0, []) }
            var moved: [MovedEntry] = []
            for (id, embedding) in embeddings {
                let partition = try Data.fetchOne(
                    db.cachedStatement(sql: "SELECT partition FROM entry WHERE id = ? AND tenant = ?"),
                    arguments: [id.rawValue, tenantID])
                guard let partition = partition.flatMap({ Digest(bytes: $0) }) else { continue }
                try db.cachedStatement(
                    sql: "UPDATE entry SET embedder = ?, embedding = ? WHERE id = ?"
                ).execute(arguments: [
                    try EntryRow.embedderID(db, embedding.fingerprint), embedding.storedVector, id.rawValue,
                ])
                moved.append(MovedEntry(id: id, partition: PartitionDigest(partition), embedding: embedding))
            }
            return (moved.count, moved.isEmpty ? [] : [.refiled(moved, tenant)])
        }
    }

    public func migrationTarget() async throws(StoreError) -> EmbeddingFingerprint? {
        try await read { db in
            try String.fetchOne(db, sql: "SELECT fingerprint FROM embedder WHERE is_migration_target")
                .map(EmbeddingFingerprint.init(rawValue:))
        }
    }

    public func setMigrationTarget(_ target: EmbeddingFingerprint?) async throws(StoreError) {
        try await writes.perform { db in
            try db.execute(
                sql: "UPDATE embedder SET is_migration_target = (id IS ?)",
                arguments: [try EntryRow.embedderID(db, target)])
            return ((), [])
        }
    }
}
