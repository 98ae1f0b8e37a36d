import CacheCore
import Foundation
import GRDB

/// Mends what a verification has found, in one transaction.
extension StoreVerification {
    func repair(_ db: Database, _ outcome: Outcome) throws {
        if outcome.findings[.damagedIndex] != nil { try db.execute(sql: "REINDEX") }
        let removals = outcome.repairs.compactMap { if case .remove(let id) = $0 { id } else { nil } }
        for id in removals { try db.execute(sql: "DELETE FROM entry WHERE id = ?", arguments: [id]) }
        try refile(db, outcome)
        for case .forgetVector(let id) in outcome.repairs {
            try db.execute(
                sql: "UPDATE entry SET embedding = NULL, embedder = NULL WHERE id = ?", arguments: [id])
        }
        try db.execute(
            sql: """
                DELETE FROM hit WHERE entry NOT IN (SELECT id FROM entry);
                DELETE FROM retention WHERE entry NOT IN (SELECT id FROM entry);
                DELETE FROM label WHERE tenant NOT IN (SELECT id FROM tenant);
                INSERT INTO retention (entry, tenant, weight, written_at, expires_at)
                    SELECT id, tenant, 256 + length(request) + length(answer) + ifnull(length(embedding), 0),
                        modified_at, NULL
                    FROM entry WHERE id NOT IN (SELECT entry FROM retention);
                """)
    }

    /// Two entries may have each other's keys, so all keys that are wrong are cleared before they are set.
    private func refile(_ db: Database, _ outcome: Outcome) throws {
        for case .refile(let id, _) in outcome.repairs {
            try db.execute(
                sql: "UPDATE entry SET digest = ? WHERE id = ?", arguments: [Data("moved \(id)".utf8), id])
        }
        for case .refile(let id, let identity) in outcome.repairs {
            try db.execute(
                sql: "UPDATE entry SET digest = ?, partition = ? WHERE id = ?",
                arguments: [identity.request.digest.stored, identity.partition.digest.stored, id])
        }
    }
}

extension SQLiteEntryStore {
    /// Finds what should not be so; nothing in a store that is sound. Reads all of it.
    ///
    /// - Parameters:
    ///   - rules: those in force.
    ///   - dimensions: components of the vectors of the embedders that are known.
    public func verify(
        rules: @escaping @Sendable (Tenant) -> PartitionRules, dimensions: [EmbeddingFingerprint: Int] = [:]
    ) async throws(StoreError) -> [StoreFinding] {
        try await read { db in
            try StoreVerification(rules: rules, dimensions: dimensions).check(db).sorted
        }
    }

    /// Mends what can be mended. Must be called before the store has an observer: what it changes is reported to nobody.
    ///
    /// - Returns: what was found, and so mended where `isRepairable` says so.
    public func repair(
        rules: @escaping @Sendable (Tenant) -> PartitionRules, dimensions: [EmbeddingFingerprint: Int] = [:]
    ) async throws(StoreError) -> [StoreFinding] {
        try await writes.perform { db in
            let verification = StoreVerification(rules: rules, dimensions: dimensions)
            let outcome = try verification.check(db)
            try verification.repair(db, outcome)
            return (outcome.sorted, [])
        }
    }
}

extension StoreVerification.Outcome {
    fileprivate var sorted: [StoreFinding] {
        StoreFinding.Kind.allCases.compactMap { findings[$0] }
    }
}
