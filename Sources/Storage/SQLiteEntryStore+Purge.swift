import CacheCore
import Foundation
import GRDB

/// Clearing tenants, and removing for good what was deleted.
extension SQLiteEntryStore {
    /// A tenant with at most so many entries is gone from the files when its removal returns.
    private static let erasedAtOnce = 1_000

    public func removeAll(tenant: Tenant, keepingTenant: Bool) async throws(StoreError) {
        let isSmall = try await read { db in
            guard let id = try EntryRow.tenantID(db, tenant) else { return true }
            let next = "SELECT 1 FROM entry WHERE tenant = ? LIMIT 1 OFFSET ?"
            return try Int.fetchOne(db, sql: next, arguments: [id, Self.erasedAtOnce]) == nil
        }
        try await writes.perform { db in
            try Self.clear(tenant, keepingTenant: keepingTenant, db)
            return ((), [.removedAll(tenant)])
        }
        if isSmall {
            while try await purgeCleared(limit: Self.erasedAtOnce) > 0 {}
            await emptyWriteAheadLog()
        }
    }

    /// Puts a tenant out of reach: its row goes by another name from now on, and rows of the query log up to the newest are
    /// hidden. Names of tenants are BLOBs, so none is ever the text that takes its place.
    private static func clear(_ tenant: Tenant, keepingTenant: Bool, _ db: Database) throws {
        let name = tenant.name.stored
        let newest = try Int64.fetchOne(db, sql: "SELECT max(id) FROM query_log") ?? 0
        let old = try Row.fetchOne(db, sql: "SELECT * FROM tenant WHERE name = ?", arguments: [name])
        if let old {
            try db.execute(
                sql: """
                    UPDATE tenant SET name = 'cleared ' || id, cleared_name = name, cleared_at = 1, cleared_log = ?
                    WHERE id = ?
                    """, arguments: [newest, old["id"] as Int64])
            guard keepingTenant else { return }
            try db.execute(
                sql: """
                    INSERT INTO tenant (name, created_at, filed_by, refiled_by, refiled_up_to) VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    name, old["created_at"] as Int64, old["filed_by"] as Data?, old["refiled_by"] as Data?,
                    old["refiled_up_to"] as Int64,
                ])
        } else {
            // One that has only asked.
            try db.execute(
                sql: """
                    INSERT INTO tenant (name, created_at, cleared_name, cleared_at, cleared_log)
                    VALUES ('cleared ' || hex(randomblob(8)), 0, ?, 1, ?)
                    """, arguments: [name, newest])
        }
    }

    public func purge(deletedUpTo time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        // Looks on a reader first, so that the writer is not troubled when there is nothing to do.
        let hasWork = try await read { db in
            try Bool.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM tenant WHERE cleared_at IS NOT NULL)
                            OR EXISTS (SELECT 1 FROM deleted_entry WHERE deleted_at <= ?)
                        """), arguments: [time.rawValue]) ?? false
        }
        guard hasWork else { return 0 }
        var count = try await purgeDeleted(upTo: time, limit: limit)
        if count == 0 { count = try await purgeCleared(limit: limit) }
        // The end of a deletion, or of a tenant: what the log holds of it goes too.
        if count < limit { await emptyWriteAheadLog() }
        return count
    }

    private func purgeDeleted(upTo time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await writes.perform { db in
            try db.cachedStatement(
                sql: """
                    DELETE FROM deleted_entry WHERE id IN
                        (SELECT id FROM deleted_entry WHERE deleted_at <= ? ORDER BY deleted_at LIMIT ?)
                    """
            ).execute(arguments: [time.rawValue, limit])
            return (db.changesCount, [])
        }
    }

    /// Removes some of what is left of a cleared tenant, and its row when nothing is; at least 1 until all such rows are
    /// gone.
    private func purgeCleared(limit: Int) async throws(StoreError) -> Int {
        try await writes.perform { db in
            let cleared = try Row.fetchOne(
                db, sql: "SELECT id, cleared_name, cleared_log FROM tenant WHERE cleared_at IS NOT NULL LIMIT 1")
            guard let cleared else { return (0, []) }
            let id: Int64 = cleared["id"]
            var count = 0
            for table in ["entry", "deleted_entry"] where count < limit {
                try db.cachedStatement(
                    sql: "DELETE FROM \(table) WHERE id IN (SELECT id FROM \(table) WHERE tenant = ? LIMIT ?)"
                ).execute(arguments: [id, limit - count])
                count += db.changesCount
            }
            if count < limit {
                try db.cachedStatement(
                    sql: """
                        DELETE FROM query_log WHERE id IN
                            (SELECT id FROM query_log WHERE tenant = ? AND id <= ? LIMIT ?)
                        """
                ).execute(arguments: [
                    cleared["cleared_name"] as DatabaseValue, cleared["cleared_log"] as Int64, limit - count,
                ])
                count += db.changesCount
            }
            if count == 0 {
                try db.execute(sql: "DELETE FROM usage WHERE tenant = ?", arguments: [id])
                try db.execute(sql: "DELETE FROM label WHERE tenant = ?", arguments: [id])
                try db.execute(sql: "DELETE FROM tenant WHERE id = ?", arguments: [id])
                count = 1
            }
            return (count, [])
        }
    }
}
