import CacheCore
import GRDB

extension QueryLogLimits {
    /// Ten thousand years: as good as for ever, and no overflow in milliseconds.
    private static let longest = 3.2e11

    var historySeconds: Int64 { Int64(min(history ?? Self.longest, Self.longest)) }

    /// Rows that are looked at in one go for their age and size: more than a second brings, so a log that is too long gets
    /// shorter with each batch.
    private static let stride = 20_000

    func forgetOldRows(in db: Database, now: Timestamp) throws {
        try db.cachedStatement(sql: "DELETE FROM query_log WHERE id <= (SELECT max(id) FROM query_log) - ?")
            .execute(arguments: [rows])
        if let age {
            let oldest = now.rawValue - Int64(min(age, Self.longest) * 1_000)
            try db.cachedStatement(
                sql: """
                    DELETE FROM query_log WHERE created_at < ?1
                        AND id <= (SELECT min(id) FROM query_log) + \(Self.stride)
                    """
            ).execute(arguments: [oldest])
        }
        if let bytes { try shorten(db, to: bytes) }
    }

    private func shorten(_ db: Database, to bytes: Int) throws {
        var surplus = (try Int.fetchOne(db, sql: "SELECT bytes FROM query_log_size") ?? 0) - bytes
        guard surplus > 0 else { return }
        let rows = try Row.fetchCursor(
            db, sql: "SELECT id, \(Schema.logRowSize(of: "query_log")) FROM query_log ORDER BY id LIMIT \(Self.stride)")
        var last: Int64 = 0
        while surplus > 0, let row = try rows.next() {
            last = row[0]
            surplus -= row[1]
        }
        try db.execute(sql: "DELETE FROM query_log WHERE id <= ?", arguments: [last])
    }
}
