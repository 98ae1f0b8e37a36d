import CacheCore
import Foundation
import GRDB

/// How long entries stay: expiry, and what eviction needs to know.
extension SQLiteEntryStore {
    public func forEachRetention(
        visit: @escaping @Sendable ([EntryRetention]) -> Void
    ) async throws(StoreError) {
        let batchSize = 4_096
        try await read { db in
            let names = try Self.tenantNames(db)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT retention.entry, tenant, weight, max(written_at, ifnull(last_at, 0)), ifnull(count, 0),
                        pinned
                    FROM retention LEFT JOIN hit ON hit.entry = retention.entry
                    """)
            var batch: [EntryRetention] = []
            while let row = try rows.next() {
                guard let tenant = names[row[1]] else { continue }
                batch.append(
                    EntryRetention(
                        id: EntryID(row[0]), tenant: tenant, weight: row[2], usedAt: Timestamp(rawValue: row[3]),
                        hitCount: row[4], isPinned: row[5]))
                if batch.count == batchSize {
                    visit(batch)
                    batch.removeAll(keepingCapacity: true)
                }
            }
            if !batch.isEmpty { visit(batch) }
        }
        // A start has now read all entries; what SQLite keeps of their pages is seldom wanted again.
        pool.releaseMemoryEventually()
    }

    /// Looks on a reader first, so that the writer is not troubled when nothing has expired.
    public func removeExpired(at time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        let sql = "SELECT entry FROM retention WHERE purge_at <= ? ORDER BY purge_at, entry LIMIT ?"
        let hasExpired = try await read { db in
            try Int64.fetchOne(db.cachedStatement(sql: sql), arguments: [time.rawValue, 1]) != nil
        }
        guard hasExpired else { return 0 }
        return try await writes.perform { db in
            // Read again: an entry may have been written anew since.
            let ids = try Int64.fetchAll(db.cachedStatement(sql: sql), arguments: [time.rawValue, limit])
            var keys: [EntryKey] = []
            for id in ids { keys += try Self.removeEntries(db, where: "id = ?", arguments: [id], tenant: nil) }
            return (keys.count, [.removed(keys)])
        }
    }

    public func saveEvictionState(_ state: [UInt8]) async throws(StoreError) {
        try await writes.perform { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO eviction_state (id, state) VALUES (1, ?)", arguments: [Data(state)])
            return ((), [])
        }
    }

    public func evictionState() async throws(StoreError) -> [UInt8]? {
        try await read { db in
            try Data.fetchOne(db, sql: "SELECT state FROM eviction_state").map(Array.init)
        }
    }
}
