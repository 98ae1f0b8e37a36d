import CacheCore
import Foundation
import GRDB

/// One row of `entry`, encoded before the writer's turn comes (`EntryWriter`).
struct EntryRow: Sendable {
    let tenant: Tenant
    let rules: PartitionRules
    /// When its answer was written.
    let time: Timestamp
    let history: EntryHistory?
    let digest: DatabaseValue
    let partition: DatabaseValue
    let embedding: DatabaseValue?
    /// Also of an embedder that could not read the text, so that there is no vector.
    let fingerprint: EmbeddingFingerprint?
    let answer: DatabaseValue
    let cost: AnswerCost
    let details: EntryDetails
    /// The values of `entryColumns` and `retentionColumns`, but for those that only the writer knows, which are last.
    let columns: StatementArguments
    let retention: StatementArguments

    static let entryColumns = """
        digest, partition, created_at, modified_at, user, version, embedding, request, answer, tenant, embedder
        """
    static let retentionColumns = """
        weight, written_at, expires_at, ttl, sliding, stale, pinned, purge_at, prompt, entry, tenant
        """

    init(_ entry: NewEntry, time: Timestamp) {
        tenant = entry.request.tenant
        rules = entry.rules
        self.time = entry.writtenAt(time)
        history = entry.history
        digest = entry.identity.request.digest.stored
        partition = entry.identity.partition.digest.stored
        embedding = entry.embedding?.storedVector
        fingerprint = entry.embedding?.fingerprint
        answer = entry.answer.stored
        cost = entry.cost
        details = entry.details
        columns = [
            digest, partition, (history?.createdAt ?? self.time).rawValue, self.time.rawValue,
            entry.request.user?.stored, entry.request.version?.stored, embedding,
            Data(RequestCoding.encode(entry.request)), answer,
        ]
        let expiry = entry.expiry(writtenAt: time)
        let lifetime = entry.lifetime
        retention = [
            entry.weight, self.time.rawValue, expiry?.rawValue, lifetime.timeToLive.map(Self.milliseconds),
            lifetime.isSliding, Self.milliseconds(lifetime.staleTime), lifetime.isPinned,
            lifetime.purgeTime(expiry: expiry)?.rawValue, entry.request.promptKey,
        ]
    }

    private static func milliseconds(_ seconds: Double) -> Int64 { Int64(min(seconds, 1e14) * 1_000) }

    /// The entry that has the request already.
    func existingID(_ db: Database) throws -> Int64? {
        guard let tenant = try Self.tenantID(db, tenant) else { return nil }
        return try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM entry WHERE tenant = ? AND digest = ?"),
            arguments: [tenant, digest])
    }

    static func tenantID(_ db: Database, _ tenant: Tenant) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM tenant WHERE name = ?"),
            arguments: [tenant.name.stored])
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
