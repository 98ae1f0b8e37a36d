import CacheCore
import GRDB

/// Writes entries, one after another, in one transaction.
///
/// What many rows share (the statements, their tenant's and embedder's row) is looked up once.
struct EntryWriter {
    private let db: Database
    private let insertion: Statement
    private let retention: Statement
    private var tenants: [Tenant: Int64] = [:]
    private var embedders: [EmbeddingFingerprint: Int64] = [:]

    init(_ db: Database) throws {
        self.db = db
        insertion = try db.cachedStatement(sql: Self.insertionText)
        retention = try db.cachedStatement(sql: Self.retentionText)
    }

    private static let insertionText = """
        INSERT INTO entry (\(EntryRow.entryColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant, digest) DO NOTHING
        """
    private static let retentionText = """
        INSERT INTO retention (\(EntryRow.retentionColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    /// A request that is there already gets the new answer, and keeps its vector, which is the same text's, when it
    /// comes without one. Its partition is written again: the rules may have changed since it was stored.
    mutating func write(_ row: EntryRow, mode: WriteMode) throws -> InsertOutcome {
        let tenant = try tenantID(of: row)
        let embedder = try embedderID(row.fingerprint)
        try insertion.execute(arguments: row.columns + [tenant, embedder])
        let isNew = db.changesCount == 1
        let id: Int64
        if isNew {
            id = db.lastInsertedRowID
        } else {
            let existing = try existing(row, tenant: tenant)
            guard existing.isReplaced(by: row, mode: mode) else {
                return InsertOutcome(id: EntryID(existing.id), status: .exists)
            }
            id = existing.id
            try replace(id, with: row, embedder: embedder)
            try db.cachedStatement(sql: "DELETE FROM retention WHERE entry = ?").execute(arguments: [id])
        }
        try retention.execute(arguments: row.retention + [id, tenant])
        try UsageTable.write(row.cost, of: id, isNew: isNew, to: db)
        try DetailsCoding.write(row.details, of: id, tenant: tenant, isNew: isNew, to: db)
        try writeHits(row, of: id)
        return InsertOutcome(id: EntryID(id), status: isNew ? .created : .replaced)
    }

    private struct Existing {
        let id: Int64
        let modifiedAt: Int64
        /// Until when it is served; nil for one that has no end.
        let servedUntil: Int64?

        func isReplaced(by row: EntryRow, mode: WriteMode) -> Bool {
            switch mode {
            case .replace: true
            case .ifNewer: modifiedAt <= row.time.rawValue
            case .ifAbsent: servedUntil.map { $0 <= row.time.rawValue } ?? false
            }
        }
    }

    private func existing(_ row: EntryRow, tenant: Int64) throws -> Existing {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, modified_at, expires_at + stale FROM entry LEFT JOIN retention ON retention.entry = entry.id
                WHERE entry.tenant = ? AND digest = ?
                """)
        guard let found = try Row.fetchOne(statement, arguments: [tenant, row.digest]) else {
            throw StoreError.failed("an entry is in the index of keys alone")
        }
        return Existing(id: found[0], modifiedAt: found[1], servedUntil: found[2])
    }

    private func replace(_ id: Int64, with row: EntryRow, embedder: Int64?) throws {
        try db.cachedStatement(
            sql: """
                UPDATE entry SET modified_at = ?1, answer = ?2, partition = ?3,
                    embedding = iif(?4 IS NULL, embedding, ?5), embedder = ifnull(?4, embedder) WHERE id = ?6
                """
        ).execute(arguments: [row.time.rawValue, row.answer, row.partition, embedder, row.embedding, id])
    }

    /// Hits that an entry brings with it are not added to those it has: the same import may come twice.
    private func writeHits(_ row: EntryRow, of id: Int64) throws {
        guard let history = row.history, history.hitCount > 0 else { return }
        try db.cachedStatement(
            sql: """
                INSERT INTO hit (entry, count, last_at) VALUES (?, ?, ?)
                ON CONFLICT (entry) DO UPDATE SET count = max(count, excluded.count),
                    last_at = max(last_at, excluded.last_at)
                """
        ).execute(arguments: [id, history.hitCount, (history.lastHitAt ?? row.time).rawValue])
    }

    /// The row of the entry's tenant, which is made if need be.
    private mutating func tenantID(of row: EntryRow) throws -> Int64 {
        if let id = try tenants[row.tenant] ?? EntryRow.tenantID(db, row.tenant) {
            tenants[row.tenant] = id
            return id
        }
        try db.execute(
            sql: "INSERT INTO tenant (name, created_at, filed_by) VALUES (?, ?, ?)",
            arguments: [row.tenant.name.stored, row.time.rawValue, RulesFingerprint(row.rules).stored])
        tenants[row.tenant] = db.lastInsertedRowID
        return db.lastInsertedRowID
    }

    private mutating func embedderID(_ fingerprint: EmbeddingFingerprint?) throws -> Int64? {
        guard let fingerprint else { return nil }
        let id = try embedders[fingerprint] ?? EntryRow.embedderID(db, fingerprint)
        embedders[fingerprint] = id
        return id
    }
}
