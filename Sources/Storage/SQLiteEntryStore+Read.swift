import CacheCore
import Foundation
import GRDB

extension SQLiteEntryStore {
    private static let entryColumns = """
        SELECT entry.id, tenant.name AS tenant, entry.created_at, entry.modified_at, user, version,
            request, answer, fingerprint, hit.count, hit.last_at
        FROM entry JOIN tenant ON tenant.id = entry.tenant
            LEFT JOIN embedder ON embedder.id = entry.embedder LEFT JOIN hit ON hit.entry = entry.id
        """

    public func entry(_ id: EntryID) async throws(StoreError) -> CacheEntry? {
        try await read { db in
            try Row.fetchOne(
                db.cachedStatement(sql: Self.entryColumns + " WHERE entry.id = ?"),
                arguments: [id.rawValue]
            ).map(Self.entry)
        }
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
            arguments += [limit]
            return try Row.fetchAll(
                db.cachedStatement(sql: sql + " ORDER BY entry.id LIMIT ?"), arguments: arguments
            ).map(Self.entry)
        }
    }

    public func forEachVector(
        of fingerprint: EmbeddingFingerprint,
        visit: @escaping @Sendable (Tenant, [IndexedVector]) -> Void
    ) async throws(StoreError) {
        try await read { db in
            let names = try Self.tenantNames(db)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT id, tenant, partition, embedding FROM entry
                    WHERE embedder = (SELECT id FROM embedder WHERE fingerprint = ?)
                    """, arguments: [fingerprint.rawValue])
            while let row = try rows.next() {
                guard let tenant = names[row[1]], let partition = Digest(bytes: row[2] as Data) else {
                    continue
                }
                let vector = IndexedVector(
                    id: EntryID(row[0]), partition: PartitionDigest(partition),
                    vector: [Float](stored: row[3]))
                visit(tenant, [vector])
            }
        }
    }

    public func tenants(
        after: Tenant?, limit: Int
    ) async throws(StoreError) -> [TenantSummary] {
        try await read { db in
            // Empty names are TEXT, which SQLite sorts before every BLOB.
            let condition = after == nil ? "" : "WHERE name > ?"
            var arguments: StatementArguments = []
            if let after { arguments += [after.name.stored] }
            arguments += [limit]
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT name, created_at, (SELECT count(*) FROM entry WHERE entry.tenant = tenant.id)
                    FROM tenant \(condition) ORDER BY name LIMIT ?
                    """, arguments: arguments
            ).map { row in
                TenantSummary(
                    tenant: Tenant(String(stored: row[0])), entryCount: row[2],
                    createdAt: Timestamp(rawValue: row[1]))
            }
        }
    }

    public func queryLog(tenant: Tenant?, limit: Int) async throws(StoreError) -> [QueryRecord] {
        try await read { try QueryLog.newest($0, tenant: tenant, limit: limit) }
    }

    public func size() async throws(StoreError) -> StoreSize {
        try await read { db in
            StoreSize(
                entryCount: try Int.fetchOne(db, sql: "SELECT count(*) FROM entry") ?? 0,
                tenantCount: try Int.fetchOne(db, sql: "SELECT count(*) FROM tenant") ?? 0,
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
                .map(EmbeddingFingerprint.init(rawValue:)))
    }
}
