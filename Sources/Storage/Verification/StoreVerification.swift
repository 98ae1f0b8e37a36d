import CacheCore
import Foundation
import GRDB

/// Goes through a whole store and finds what should not be so.
///
/// Everything that can be derived is derived again from the entries themselves: digests from requests, partitions from
/// the rules in force. What cannot be (texts, answers) is only checked for being readable. Reads every row once;
/// memory does not grow with the store, but for the ids that are to be repaired.
struct StoreVerification {
    let rules: (Tenant) -> PartitionRules
    /// Components of the vectors of a fingerprint, where they are known; the most common number otherwise.
    let dimensions: [EmbeddingFingerprint: Int]

    /// A vector's length may be off by rounding.
    private static let lengthTolerance = 1e-3
    private static let exampleCount = 5

    /// What is to be done about an entry.
    enum Repair {
        case remove(Int64)
        case refile(Int64, RequestIdentity)
        case forgetVector(Int64)
    }

    struct Outcome {
        var findings: [StoreFinding.Kind: StoreFinding] = [:]
        var repairs: [Repair] = []

        mutating func note(_ kind: StoreFinding.Kind, _ id: Int64) {
            var finding = findings[kind] ?? StoreFinding(kind)
            finding.count += 1
            if finding.examples.count < exampleCount { finding.examples.append(id) }
            findings[kind] = finding
        }
    }

    func check(_ db: Database) throws -> Outcome {
        var outcome = Outcome()
        try checkFile(db, &outcome)
        try checkOrphans(db, &outcome)
        try checkEntries(db, &outcome)
        return outcome
    }

    private func checkFile(_ db: Database, _ outcome: inout Outcome) throws {
        for complaint in try String.fetchAll(db, sql: "PRAGMA integrity_check(100)") where complaint != "ok" {
            let isIndex = complaint.contains("missing from index") || complaint.contains("wrong # of entries in index")
            let kind: StoreFinding.Kind = isIndex ? .damagedIndex : .damagedFile
            outcome.findings[kind, default: StoreFinding(kind, detail: complaint)].count += 1
        }
    }

    private func checkOrphans(_ db: Database, _ outcome: inout Outcome) throws {
        let queries: [(StoreFinding.Kind, String)] = [
            (.entryWithoutTenant, "SELECT id FROM entry WHERE tenant NOT IN (SELECT id FROM tenant)"),
            (.orphanedHits, "SELECT entry FROM hit WHERE entry NOT IN (SELECT id FROM entry)"),
            (.orphanedRetention, "SELECT entry FROM retention WHERE entry NOT IN (SELECT id FROM entry)"),
            (.orphanedLabels, "SELECT tenant FROM label WHERE tenant NOT IN (SELECT id FROM tenant)"),
            (.missingRetention, "SELECT id FROM entry WHERE id NOT IN (SELECT entry FROM retention)"),
        ]
        for (kind, sql) in queries {
            let rows = try Int64.fetchCursor(db, sql: sql)
            while let id = try rows.next() { outcome.note(kind, id) }
        }
    }

    /// Tenants and embedders by their numbers.
    private struct Names {
        let tenants: [Int64: (tenant: Tenant, rules: PartitionRules, isFiled: Bool)]
        let embedders: [Int64: Int?]
    }

    private func names(_ db: Database) throws -> Names {
        var tenants: [Int64: (tenant: Tenant, rules: PartitionRules, isFiled: Bool)] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT id, name, filed_by, refiled_by FROM tenant") {
            let tenant = Tenant(String(stored: row[1]))
            let rules = rules(tenant)
            let filing = (row[2] as Data?).flatMap { RulesFingerprint(bytes: $0) }
            tenants[row[0]] = (tenant, rules, filing == RulesFingerprint(rules) && (row[3] as Data?) == nil)
        }
        var embedders: [Int64: Int?] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT id, fingerprint FROM embedder") {
            let known = dimensions[EmbeddingFingerprint(rawValue: row[1])]
            embedders[row[0]] =
                try known
                ?? Int.fetchOne(
                    db,
                    sql: """
                        SELECT length(embedding) / 4 FROM entry WHERE embedder = ? AND embedding IS NOT NULL
                        GROUP BY 1 ORDER BY count(*) DESC LIMIT 1
                        """, arguments: [row[0] as Int64])
        }
        return Names(tenants: tenants, embedders: embedders)
    }

    private func checkEntries(_ db: Database, _ outcome: inout Outcome) throws {
        let names = try names(db)
        var seen: Set<Digest> = []
        // By the newest answer first, so that of a repeated request the newest stays.
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, tenant, digest, partition, embedder, embedding, user, version, request, answer FROM entry
                ORDER BY id DESC
                """)
        while let row = try rows.next() {
            let id = row["id"] as Int64
            guard let owner = names.tenants[row["tenant"]] else {
                outcome.repairs.append(.remove(id))
                continue
            }
            guard let request = Self.request(row, tenant: owner.tenant) else {
                outcome.note(.unreadableEntry, id)
                outcome.repairs.append(.remove(id))
                continue
            }
            let identity = RequestIdentity(request, rules: owner.rules)
            guard seen.insert(identity.request.digest).inserted else {
                outcome.note(.repeatedRequest, id)
                outcome.repairs.append(.remove(id))
                continue
            }
            check(identity, of: row, isFiled: owner.isFiled, &outcome)
            if let embedder = row["embedder"] as Int64? {
                check(row["embedding"] as Data?, of: id, dimensions: names.embedders[embedder], &outcome)
            } else if (row["embedding"] as Data?) != nil {
                outcome.note(.brokenVector, id)
                outcome.repairs.append(.forgetVector(id))
            }
        }
    }

    private static func request(_ row: Row, tenant: Tenant) -> CacheRequest? {
        guard let answer = row["answer"] as Data?, String(validating: answer, as: UTF8.self) != nil,
            let request = row["request"] as Data?
        else { return nil }
        return try? RequestCoding.decode(
            request, tenant: tenant, user: (row["user"] as Data?).map { String(stored: $0) },
            version: (row["version"] as Data?).map { String(stored: $0) })
    }

    private func check(_ identity: RequestIdentity, of row: Row, isFiled: Bool, _ outcome: inout Outcome) {
        let id = row["id"] as Int64
        let hasKey = (row["digest"] as Data?) == Data(identity.request.digest.bytes)
        let isInPlace = !isFiled || (row["partition"] as Data?) == Data(identity.partition.digest.bytes)
        if !hasKey { outcome.note(.wrongKey, id) }
        if !isInPlace { outcome.note(.wrongPartition, id) }
        if !hasKey || !isInPlace { outcome.repairs.append(.refile(id, identity)) }
    }

    /// - Parameter dimensions: nil when there is no such embedder, and in it nil when it has no vectors.
    private func check(_ vector: Data?, of id: Int64, dimensions: Int??, _ outcome: inout Outcome) {
        guard let dimensions else { return forget(id, &outcome) }
        guard let vector else { return }
        let components = [Float](stored: vector)
        let length = components.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        let isSound =
            vector.count % 4 == 0 && components.count == dimensions && abs(length - 1) < Self.lengthTolerance
        if !isSound { forget(id, &outcome) }
    }

    private func forget(_ id: Int64, _ outcome: inout Outcome) {
        outcome.note(.brokenVector, id)
        outcome.repairs.append(.forgetVector(id))
    }
}
