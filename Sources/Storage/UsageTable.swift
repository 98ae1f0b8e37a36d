import CacheCore
import Foundation
import GRDB

/// Hourly sums of lookups (`Usage`), and what answers cost their models.
///
/// A row of `usage` belongs to a tenant by its id and goes with it; 0 stands for all tenants that the store does not know,
/// so that made-up names add no rows.
enum UsageTable {
    static let unknownTenant: Int64 = 0

    private struct Key: Hashable {
        let hour: Timestamp
        let tenant: Int64
        let outcome: String
    }

    /// What a request's JSON has besides the words of one message.
    private static let requestFrame = 44

    /// Adds a batch, with what its hits spare.
    static func write(_ batch: JournalBatch, to db: Database, keepingHistory seconds: Int64) throws {
        var sums: [Key: Usage] = [:]
        var tenants: [Tenant: Int64] = [:]
        for (key, usage) in batch.usage {
            var tenant = unknownTenant
            if let name = key.tenant {
                tenant = try tenants[name] ?? EntryRow.tenantID(db, name) ?? unknownTenant
                tenants[name] = tenant
            }
            sums[Key(hour: key.hour, tenant: tenant, outcome: key.outcome.name), default: Usage()] += usage
        }
        for (id, hits) in batch.hits {
            try addSavings(of: hits, on: id, to: &sums, db)
        }
        for (key, usage) in sums { try add(usage, to: key, db) }
        if let newest = sums.keys.map(\.hour).max() {
            try db.cachedStatement(sql: "DELETE FROM usage WHERE hour < ?").execute(
                arguments: [newest.rawValue - seconds * 1_000])
        }
    }

    private static func addSavings(
        of hits: JournalBatch.Hits, on id: EntryID, to sums: inout [Key: Usage], _ db: Database
    ) throws {
        // Lengths alone: what the columns hold is not read.
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT tenant, length(request), length(answer), prompt_tokens, completion_tokens, latency
                    FROM entry LEFT JOIN cost ON cost.entry = entry.id WHERE entry.id = ?
                    """), arguments: [id.rawValue])
        guard let row else { return }
        let tiers = [(Tier.exact, hits.count - hits.semanticCount), (.semantic, hits.semanticCount)]
        for (tier, count) in tiers where count > 0 {
            let key = Key(hour: hits.last.startOfHour, tenant: row[0], outcome: tier.rawValue)
            sums[key, default: Usage()].savings += Savings(
                hits: count, cost: cost(row), promptBytes: max(0, row[1] - requestFrame), answerBytes: row[2])
        }
    }

    private static func add(_ usage: Usage, to key: Key, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO usage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET lookups = lookups + excluded.lookups, seconds = seconds + excluded.seconds,
                    prompt_tokens = prompt_tokens + excluded.prompt_tokens,
                    completion_tokens = completion_tokens + excluded.completion_tokens,
                    estimated_tokens = estimated_tokens + excluded.estimated_tokens,
                    model_seconds = model_seconds + excluded.model_seconds
                """
        ).execute(arguments: [
            key.hour.rawValue, key.tenant, key.outcome, usage.lookups, usage.seconds, usage.savings.promptTokens,
            usage.savings.completionTokens, usage.savings.estimatedTokens, usage.savings.modelSeconds,
        ])
    }

    /// Of a row with the columns of `cost`.
    static func cost(_ row: Row) -> AnswerCost {
        AnswerCost(
            promptTokens: row["prompt_tokens"], completionTokens: row["completion_tokens"], latency: row["latency"])
    }

    static func write(_ cost: AnswerCost, of entry: Int64, isNew: Bool, to db: Database) throws {
        guard !cost.isEmpty else {
            if !isNew { try db.cachedStatement(sql: "DELETE FROM cost WHERE entry = ?").execute(arguments: [entry]) }
            return
        }
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO cost (entry, prompt_tokens, completion_tokens, latency) VALUES (?, ?, ?, ?)
                """
        ).execute(arguments: [entry, cost.promptTokens, cost.completionTokens, cost.latency])
    }

    static func rows(_ db: Database, in scope: ReportScope, tenant: Int64?) throws -> [UsageRow] {
        var sql = """
            SELECT hour, outcome, lookups, seconds, prompt_tokens, completion_tokens, estimated_tokens, model_seconds,
                tenant.name AS name FROM usage LEFT JOIN tenant ON tenant.id = usage.tenant
            WHERE cleared_at IS NULL AND hour >= ? AND hour < ?
            """
        var arguments: StatementArguments = [scope.from.startOfHour.rawValue, scope.until.rawValue]
        if let tenant {
            sql += " AND usage.tenant = ?"
            arguments += [tenant]
        }
        return try Row.fetchAll(db, sql: sql, arguments: arguments).compactMap { row in
            // An outcome that a later version has counted.
            guard let outcome = LookupOutcome(name: row["outcome"]) else { return nil }
            let tenant = (row["name"] as Data?).map { Tenant(String(stored: $0)) }
            let savings = Savings(
                promptTokens: row["prompt_tokens"], completionTokens: row["completion_tokens"],
                estimatedTokens: row["estimated_tokens"], modelSeconds: row["model_seconds"])
            return UsageRow(
                UsageKey(at: Timestamp(rawValue: row["hour"]), tenant: tenant, outcome: outcome),
                Usage(lookups: row["lookups"], seconds: row["seconds"], savings: savings))
        }
    }
}
