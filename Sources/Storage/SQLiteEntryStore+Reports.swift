import CacheCore
import Foundation
import GRDB

extension SQLiteEntryStore {
    public func queryLog(tenant: Tenant?, limit: Int) async throws(StoreError) -> [QueryRecord] {
        try await read { try QueryLog.newest($0, tenant: tenant, limit: limit) }
    }

    public func queryLog(_ page: QueryLogPage) async throws(StoreError) -> [NumberedRecord] {
        try await read { try QueryLog.page($0, page) }
    }

    public func findings(for scope: ReportScope) async throws(StoreError) -> ReportFindings {
        try await read { db in
            var tenant: Int64?
            if let name = scope.tenant {
                tenant = try EntryRow.tenantID(db, name)
                // What is not known has done nothing.
                guard tenant != nil else { return ReportFindings() }
            }
            let condition =
                "WHERE " + (tenant == nil ? "entry.tenant IN (SELECT id FROM live_tenant)" : "entry.tenant = ?")
            let arguments: StatementArguments = tenant.map { [$0] } ?? []
            return ReportFindings(
                usage: try UsageTable.rows(db, in: scope, tenant: tenant),
                entryCount: try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM entry \(condition)", arguments: arguments) ?? 0,
                servedEntryCount: try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM hit JOIN entry ON entry.id = hit.entry \(condition)",
                    arguments: arguments) ?? 0,
                modelLatency: try Double.fetchOne(
                    db, sql: "SELECT avg(latency) FROM cost JOIN entry ON entry.id = cost.entry \(condition)",
                    arguments: arguments),
                mostServed: try Self.mostServed(db, condition, arguments, limit: scope.limit),
                nearMisses: try QueryLog.nearMisses(db, in: scope))
        }
    }

    private static func mostServed(
        _ db: Database, _ condition: String, _ arguments: StatementArguments, limit: Int
    ) throws -> [CacheEntry] {
        // The ids first, so that only the rows that are shown are read whole.
        let ids = try Int64.fetchAll(
            db,
            sql: """
                SELECT hit.entry FROM hit JOIN entry ON entry.id = hit.entry \(condition)
                ORDER BY hit.count DESC, hit.entry LIMIT ?
                """, arguments: arguments + [limit])
        return try entries(db, ids)
    }
}
