import CacheCore
import Foundation
import GRDB

extension SQLiteEntryStore {
    private static let entryColumns = """
        SELECT entry.id, tenant.name AS tenant, entry.created_at, entry.modified_at, user, version,
            request, answer, iif(embedding IS NULL, NULL, fingerprint) AS fingerprint, hit.count, hit.last_at,
            retention.expires_at, retention.ttl, retention.sliding, retention.stale, retention.pinned, detail.details,
            prompt_tokens, completion_tokens, latency
        FROM entry JOIN live_tenant AS tenant ON tenant.id = entry.tenant
            LEFT JOIN embedder ON embedder.id = entry.embedder LEFT JOIN hit ON hit.entry = entry.id
            LEFT JOIN retention ON retention.entry = entry.id LEFT JOIN detail ON detail.entry = entry.id
            LEFT JOIN cost ON cost.entry = entry.id
        """

    public func entries(_ ids: [EntryID]) async throws(StoreError) -> [CacheEntry] {
        try await read { try Self.entries($0, ids.map(\.rawValue)) }
    }

    static func entries(_ db: Database, _ ids: [Int64]) throws -> [CacheEntry] {
        let statement = try db.cachedStatement(sql: entryColumns + " WHERE entry.id = ?")
        return try ids.compactMap { try Row.fetchOne(statement, arguments: [$0]).map(entry) }
    }

    public func entries(
        tenant: Tenant?, after: EntryID, limit: Int
    ) async throws(StoreError) -> [CacheEntry] {
        try await read { db in
            var sql = Self.entryColumns + " WHERE entry.id > ?"
            var arguments: StatementArguments = [after.rawValue]
            if let tenant {
                guard let id = try EntryRow.tenantID(db, tenant) else { return [] }
                sql += " AND entry.tenant = ?"
                arguments += [id]
            }
            return try Self.page(db, sql + " ORDER BY entry.id", arguments: arguments, limit: limit)
        }
    }

    public func entries(
        of tenant: Tenant, notEmbeddedBy fingerprint: EmbeddingFingerprint, limit: Int
    ) async throws(StoreError) -> [CacheEntry] {
        try await read { db in
            guard let tenant = try EntryRow.tenantID(db, tenant) else { return [] }
            // Ids begin at 1, so every embedder differs from one that is not in the table.
            let known = try EntryRow.knownEmbedderID(db, fingerprint) ?? 0
            // Three ranges of the index, where `IS NOT` would read all entries of the tenant.
            for condition in ["embedder IS NULL AND ?2 IS NOT NULL", "embedder < ?2", "embedder > ?2"] {
                let entries = try Self.page(
                    db, Self.entryColumns + " WHERE entry.tenant = ?1 AND entry.\(condition)",
                    arguments: [tenant, known], limit: limit)
                if !entries.isEmpty { return entries }
            }
            return []
        }
    }

    /// Entries of a query, up to `limit` or to `CacheEntry.pageBytes`.
    static func page(
        _ db: Database, _ sql: String, arguments: StatementArguments, limit: Int
    ) throws -> [CacheEntry] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: sql + " LIMIT ?"), arguments: arguments + [limit])
        var entries: [CacheEntry] = []
        var byteCount = 0
        while byteCount < CacheEntry.pageBytes, let row = try rows.next() {
            let entry = try entry(row)
            entries.append(entry)
            byteCount += entry.byteCount
        }
        return entries
    }

    public func forEachVector(
        of fingerprint: EmbeddingFingerprint, tenant: Tenant?,
        visit: @escaping @Sendable (Tenant, [IndexedVector]) throws -> Void
    ) async throws(StoreError) {
        try await read { db in
            let tenants: [Int64: Tenant]
            if let tenant {
                guard let id = try EntryRow.tenantID(db, tenant) else { return }
                tenants = [id: tenant]
            } else {
                tenants = try Self.tenantNames(db)
            }
            for (id, tenant) in tenants {
                try Self.visitVectors(db, of: fingerprint, tenantID: id) { try visit(tenant, $0) }
            }
        }
    }

    private static func visitVectors(
        _ db: Database, of fingerprint: EmbeddingFingerprint, tenantID: Int64,
        visit: ([IndexedVector]) throws -> Void
    ) throws {
        let batchSize = 512
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, partition, embedding FROM entry
                WHERE tenant = ? AND embedder = (SELECT id FROM embedder WHERE fingerprint = ?)
                    AND embedding IS NOT NULL
                """, arguments: [tenantID, fingerprint.rawValue])
        var batch: [IndexedVector] = []
        while let row = try rows.next() {
            guard let partition = try row.withUnsafeData(atIndex: 1, { Digest(bytes: $0 ?? Data()) }) else {
                throw StoreError.failed("entry \(row[0] as Int64) has no partition")
            }
            let vector = try row.withUnsafeData(atIndex: 2) { [Float](stored: $0 ?? Data()) }
            batch.append(
                IndexedVector(id: EntryID(row[0]), partition: PartitionDigest(partition), vector: vector))
            if batch.count == batchSize {
                try visit(batch)
                batch.removeAll(keepingCapacity: true)
            }
        }
        if !batch.isEmpty { try visit(batch) }
    }

    public func tenants(
        after: Tenant?, limit: Int
    ) async throws(StoreError) -> [TenantSummary] {
        try await read { db in
            // Empty names are TEXT, which SQLite sorts before every BLOB.
            let condition = after == nil ? "" : "AND name > ?"
            var arguments: StatementArguments = []
            if let after { arguments += [after.name.stored] }
            arguments += [limit]
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT name, created_at, (SELECT count(*) FROM entry WHERE entry.tenant = tenant.id)
                    FROM tenant WHERE cleared_at IS NULL \(condition) ORDER BY name LIMIT ?
                    """, arguments: arguments
            ).map { row in
                TenantSummary(
                    tenant: Tenant(String(stored: row[0])), entryCount: row[2],
                    createdAt: Timestamp(rawValue: row[1]))
            }
        }
    }

    public func size() async throws(StoreError) -> StoreSize {
        try await read { db in
            StoreSize(
                entryCount: try Int.fetchOne(
                    db,
                    sql: """
                        SELECT (SELECT count(*) FROM entry) - (SELECT count(*) FROM entry
                            WHERE tenant IN (SELECT id FROM tenant WHERE cleared_at IS NOT NULL))
                        """) ?? 0,
                tenantCount: try Int.fetchOne(db, sql: "SELECT count(*) FROM live_tenant") ?? 0,
                deletedCount: try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM deleted_entry
                        WHERE tenant NOT IN (SELECT id FROM tenant WHERE cleared_at IS NOT NULL)
                        """) ?? 0,
                byteCount: try Int64.fetchOne(
                    db,
                    sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0)
        }
    }

    private static func entry(_ row: Row) throws -> CacheEntry {
        let request = try RequestCoding.decode(
            row["request"], tenant: Tenant(String(stored: row["tenant"])),
            user: (row["user"] as Data?).map { String(stored: $0) },
            version: (row["version"] as Data?).map { String(stored: $0) })
        return CacheEntry(
            id: EntryID(row["id"]), request: request, answer: String(stored: row["answer"]),
            createdAt: Timestamp(rawValue: row["created_at"]),
            modifiedAt: Timestamp(rawValue: row["modified_at"]), hitCount: row["count"] ?? 0,
            lastHitAt: (row["last_at"] as Int64?).map(Timestamp.init(rawValue:)),
            embeddingFingerprint: (row["fingerprint"] as String?)
                .map(EmbeddingFingerprint.init(rawValue:)),
            expiresAt: (row["expires_at"] as Int64?).map(Timestamp.init(rawValue:)), cost: UsageTable.cost(row),
            lifetime: lifetime(row), details: try DetailsCoding.decode(row["details"]), deletion: deletion(row))
    }

    private static func lifetime(_ row: Row) -> EntryLifetime {
        EntryLifetime(
            timeToLive: (row["ttl"] as Int64?).map { Double($0) / 1_000 }, isSliding: row["sliding"] ?? false,
            staleTime: Double(row["stale"] as Int64? ?? 0) / 1_000, isPinned: row["pinned"] ?? false)
    }

    private static func deletion(_ row: Row) -> Deletion? {
        guard row.hasColumn("deletion") else { return nil }
        return Deletion(id: DeletionID(row["deletion"]), time: Timestamp(rawValue: row["deleted_at"]))
    }
}
