import CacheCore
import Foundation
import GRDB

/// One row of `entry`, encoded before the writer's turn comes.
struct EntryRow: Sendable {
    let tenant: Tenant
    let rules: PartitionRules
    /// When its answer was written.
    let time: Timestamp
    let history: EntryHistory?
    let digest: DatabaseValue
    let partition: DatabaseValue
    let user: DatabaseValue?
    let version: DatabaseValue?
    let embedding: DatabaseValue?
    /// Also of an embedder that could not read the text, so that there is no vector.
    let fingerprint: EmbeddingFingerprint?
    let request: DatabaseValue
    let answer: DatabaseValue
    let weight: Int
    let expiresAt: Timestamp?
    let cost: AnswerCost
    let lifetime: EntryLifetime
    let details: EntryDetails
    let promptKey: Int64

    init(_ entry: NewEntry, time: Timestamp) {
        tenant = entry.request.tenant
        rules = entry.rules
        self.time = entry.writtenAt(time)
        history = entry.history
        digest = entry.identity.request.digest.stored
        partition = entry.identity.partition.digest.stored
        user = entry.request.user?.stored
        version = entry.request.version?.stored
        embedding = entry.embedding?.storedVector
        fingerprint = entry.embedding?.fingerprint
        request = Data(RequestCoding.encode(entry.request)).databaseValue
        answer = entry.answer.stored
        weight = entry.weight
        expiresAt = entry.expiry(writtenAt: time)
        cost = entry.cost
        lifetime = entry.lifetime
        details = entry.details
        promptKey = entry.request.promptKey
    }

    /// A request that is there already gets the new answer, and keeps its vector, which is the same text's, when it
    /// comes without one. Its partition is written again: the rules may have changed since it was stored.
    func write(to db: Database, mode: WriteMode) throws -> InsertOutcome {
        let tenant = try tenantID(db)
        let existing = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT id, modified_at FROM entry WHERE tenant = ? AND digest = ?"),
            arguments: [tenant, digest]
        ).map { (id: $0[0] as Int64, modifiedAt: $0[1] as Int64) }
        guard let existing else {
            try db.cachedStatement(
                sql: """
                    INSERT INTO entry (tenant, digest, partition, created_at, modified_at, embedder, user,
                        version, embedding, request, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                tenant, digest, partition, (history?.createdAt ?? time).rawValue, time.rawValue,
                try Self.embedderID(db, fingerprint), user,
                version, embedding, request, answer,
            ])
            let id = db.lastInsertedRowID
            try writeRetention(of: id, tenant: tenant, to: db)
            try UsageTable.write(cost, of: id, isNew: true, to: db)
            try DetailsCoding.write(details, of: id, tenant: tenant, isNew: true, to: db)
            try writeHits(of: id, to: db)
            return InsertOutcome(id: EntryID(id), status: .created)
        }
        let isReplaced =
            switch mode {
            case .replace: true
            case .ifNewer: existing.modifiedAt <= time.rawValue
            case .ifAbsent: try isOver(existing.id, db)
            }
        guard isReplaced else { return InsertOutcome(id: EntryID(existing.id), status: .exists) }
        try db.cachedStatement(
            sql: """
                UPDATE entry SET modified_at = ?1, answer = ?2, partition = ?3,
                    embedding = iif(?4 IS NULL, embedding, ?5), embedder = ifnull(?4, embedder) WHERE id = ?6
                """
        ).execute(arguments: [
            time.rawValue, answer, partition, try Self.embedderID(db, fingerprint), embedding, existing.id,
        ])
        try writeRetention(of: existing.id, tenant: tenant, to: db)
        try writeHits(of: existing.id, to: db)
        try UsageTable.write(cost, of: existing.id, isNew: false, to: db)
        try DetailsCoding.write(details, of: existing.id, tenant: tenant, isNew: false, to: db)
        return InsertOutcome(id: EntryID(existing.id), status: .replaced)
    }

    /// Hits that an entry brings with it are not added to those it has: the same import may come twice.
    private func writeHits(of id: Int64, to db: Database) throws {
        guard let history, history.hitCount > 0 else { return }
        try db.cachedStatement(
            sql: """
                INSERT INTO hit (entry, count, last_at) VALUES (?, ?, ?)
                ON CONFLICT (entry) DO UPDATE SET count = max(count, excluded.count),
                    last_at = max(last_at, excluded.last_at)
                """
        ).execute(arguments: [id, history.hitCount, (history.lastHitAt ?? time).rawValue])
    }

    /// Whether an entry is not served any more, so that it may be replaced though it is there.
    private func isOver(_ id: Int64, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT expires_at + stale <= ? FROM retention WHERE entry = ?"),
            arguments: [time.rawValue, id]) ?? false
    }

    private func writeRetention(of id: Int64, tenant: Int64, to db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO retention (entry, tenant, weight, written_at, expires_at, ttl, sliding, stale,
                    pinned, purge_at, prompt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id, tenant, weight, time.rawValue, expiresAt?.rawValue, lifetime.timeToLive.map(milliseconds),
            lifetime.isSliding, milliseconds(lifetime.staleTime), lifetime.isPinned,
            lifetime.purgeTime(expiry: expiresAt)?.rawValue, promptKey,
        ])
    }

    private func milliseconds(_ seconds: Double) -> Int64 { Int64(min(seconds, 1e14) * 1_000) }

    /// The entry that has the request already.
    func existingID(_ db: Database) throws -> Int64? {
        try Self.tenantID(db, tenant).flatMap { try existingID(db, tenant: $0) }
    }

    private func existingID(_ db: Database, tenant: Int64) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM entry WHERE tenant = ? AND digest = ?"),
            arguments: [tenant, digest])
    }

    static func tenantID(_ db: Database, _ tenant: Tenant) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM tenant WHERE name = ?"),
            arguments: [tenant.name.stored])
    }

    /// The row of the entry's tenant, which is made if need be.
    private func tenantID(_ db: Database) throws -> Int64 {
        if let id = try Self.tenantID(db, tenant) { return id }
        try db.execute(
            sql: "INSERT INTO tenant (name, created_at, filed_by) VALUES (?, ?, ?)",
            arguments: [tenant.name.stored, time.rawValue, RulesFingerprint(rules).stored])
        return db.lastInsertedRowID
    }

    static func knownEmbedderID(_ db: Database, _ fingerprint: EmbeddingFingerprint) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM embedder WHERE fingerprint = ?"),
            arguments: [fingerprint.rawValue])
    }

    /// The row of an embedder, which is made if need be.
    static func embedderID(_ db: Database, _ fingerprint: EmbeddingFingerprint?) throws -> Int64? {
        guard let fingerprint else { return nil }
        if let id = try knownEmbedderID(db, fingerprint) { return id }
        try db.execute(
            sql: "INSERT INTO embedder (fingerprint) VALUES (?)", arguments: [fingerprint.rawValue])
        return db.lastInsertedRowID
    }
}
