import CacheCore
import Foundation
import GRDB

/// The labels in the database.
enum LabelTable {
    /// Labels that were learnt from answers are forgotten after this time: what was asked then says little of what is
    /// asked now. Feedback is kept.
    private static let maximumAge: Int64 = 180 * 24 * 3_600 * 1_000

    /// Returns the labels that count now. A label of a tenant that is gone, or that would overrule feedback, does not.
    static func write(_ labels: [PairLabel], to db: Database) throws -> [PairLabel] {
        var written: [PairLabel] = []
        for label in labels {
            try db.cachedStatement(
                sql: """
                    INSERT INTO label (tenant, pair, is_same, source, score, judge, created_at)
                    SELECT id, ?, ?, ?, ?, ?, ? FROM tenant WHERE name = ?
                    ON CONFLICT (tenant, pair) DO UPDATE SET is_same = excluded.is_same, source = excluded.source,
                        score = excluded.score, judge = excluded.judge, created_at = excluded.created_at
                        WHERE label.source = 'answers' OR excluded.source <> 'answers'
                    """
            ).execute(arguments: [
                label.pair.digest.stored, label.isSame, label.source.rawValue, label.score.map { Double($0) },
                label.judge, label.time.rawValue, label.tenant.name.stored,
            ])
            if db.changesCount > 0 { written.append(label) }
        }
        if let newest = labels.map(\.time.rawValue).max() {
            try db.cachedStatement(sql: "DELETE FROM label WHERE source = 'answers' AND created_at < ?")
                .execute(arguments: [newest - maximumAge])
        }
        return written
    }

    static func all(_ db: Database, tenants: [Int64: Tenant]) throws -> [PairLabel] {
        try Row.fetchAll(db, sql: "SELECT * FROM label ORDER BY created_at").compactMap { row in
            guard let tenant = tenants[row["tenant"]] else { return nil }
            guard let digest = Digest(bytes: row["pair"] as Data),
                let source = PairLabel.Source(rawValue: row["source"])
            else { throw StoreError.failed("a label cannot be read") }
            return PairLabel(
                tenant: tenant, pair: PairDigest(digest), isSame: row["is_same"], source: source,
                score: (row["score"] as Double?).map { Float($0) }, judge: row["judge"],
                time: Timestamp(rawValue: row["created_at"]))
        }
    }
}

extension SQLiteEntryStore {
    public func label(_ labels: [PairLabel]) async throws(StoreError) {
        _ = try await writes.perform { db in
            let written = try LabelTable.write(labels, to: db)
            return (written.count, written.isEmpty ? [] : [.labelled(written)])
        }
    }

    public func labels(countingFrom start: Timestamp) async throws(StoreError) -> StoredLabels {
        try await read { db in
            let labels = try LabelTable.all(db, tenants: try Self.tenantNames(db))
            var hits: [Tenant: Int] = [:]
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT tenant, count(*) FROM live_log WHERE (tier = 'semantic' OR miss_reason = 'shadow') AND created_at >= ?
                    GROUP BY tenant
                    """, arguments: [start.rawValue])
            for row in rows { hits[Tenant(String(stored: row[0]))] = row[1] }
            let first = try Int64.fetchOne(
                db, sql: "SELECT min(created_at) FROM live_log WHERE created_at >= ?", arguments: [start.rawValue])
            return StoredLabels(
                labels: labels, semanticHits: hits, countedFrom: first.map { Timestamp(rawValue: $0) })
        }
    }
}
