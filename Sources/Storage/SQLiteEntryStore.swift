import CacheCore
import CanonicalJSON
import Foundation
import GRDB
import Synchronization

/// Entries in an SQLite database in a folder of their own, durable at every acknowledged write.
///
/// Write-ahead log, `synchronous=FULL`, group commit (`WriteQueue`); reads run beside writes on connections
/// of their own. One process holds the folder at a time.
public final class SQLiteEntryStore: EntryStore {
    /// The database's file in the data folder.
    public static let fileName = "modelcache.sqlite"

    /// What was done to bring a store of an earlier version to the present one.
    public let upgrade: StoreUpgrade?
    let pool: DatabasePool
    private let path: String
    private let lock: Mutex<FolderLock?>
    let writes: WriteQueue
    private let logLimits: QueryLogLimits

    /// Opens the store in `folder`, which is made if need be.
    ///
    /// - Parameters:
    ///   - purpose: what holds the folder, for the message that a second process gets.
    ///   - logLimits: how much of the query log is kept.
    /// - Throws: `StoreOpenError`.
    public init(folder: String, purpose: String, logLimits: QueryLogLimits = QueryLogLimits()) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw StoreOpenError.folder(folder, reason: error.localizedDescription)
        }
        lock = Mutex(try FolderLock(folder: folder, purpose: purpose))
        path = folder + "/" + Self.fileName
        do {
            (pool, upgrade) = try StoreFile.open(
                path, readerCount: max(4, ProcessInfo.processInfo.activeProcessorCount))
        } catch let error as DatabaseError {
            throw StoreOpenError.failed(path, reason: error.message ?? "\(error.resultCode)")
        }
        writes = WriteQueue(pool: pool)
        self.logLimits = logLimits
    }

    /// Writes that wait for their transaction.
    public var queueDepth: Int { writes.depth }

    public func attach(
        _ observer: any CommitObserver, visit: @escaping @Sendable (EntryKey) -> Void
    ) async throws(StoreError) {
        try await read { db in
            let names = try Self.tenantNames(db)
            // Served by the index alone; the rows themselves are not read.
            let rows = try Row.fetchCursor(
                db, sql: "SELECT id, tenant, digest FROM entry INDEXED BY entry_key")
            while let row = try rows.next() {
                // Of a tenant that was cleared.
                guard let tenant = names[row[1]] else { continue }
                guard let digest = try row.withUnsafeData(atIndex: 2, { Digest(bytes: $0 ?? Data()) })
                else { throw StoreError.failed("entry \(row[0] as Int64) has no key") }
                visit(EntryKey(id: EntryID(row[0]), tenant: tenant, request: RequestDigest(digest)))
            }
        }
        writes.attach(observer)
    }

    public func insert(
        _ entries: [NewEntry], mode: WriteMode, at time: Timestamp
    ) async throws(StoreError) -> [InsertOutcome] {
        let rows = entries.map { EntryRow($0, time: time) }
        // Freed here, where the writer need not wait for it.
        defer { withExtendedLifetime((rows, entries)) {} }
        return try await writes.perform { db in
            var outcomes: [InsertOutcome] = []
            var changes: [CommittedChange] = []
            outcomes.reserveCapacity(rows.count)
            changes.reserveCapacity(rows.count)
            var writer = try EntryWriter(db)
            for position in rows.indices {
                let outcome = try writer.write(rows[position], mode: mode)
                outcomes.append(outcome)
                if outcome.status != .exists {
                    changes.append(.inserted(outcome.id, entries[position], at: rows[position].time))
                }
            }
            return (outcomes, changes)
        }
    }

    public func remove(_ ids: [EntryID], tenant: Tenant?) async throws(StoreError) -> Int {
        try await writes.perform { db in
            var keys: [EntryKey] = []
            var count = 0
            for id in ids {
                keys += try Self.removeEntries(db, where: "id = ?", arguments: [id.rawValue], tenant: tenant)
                count += try Self.removeDeleted(db, where: "id = ?", arguments: [id.rawValue], tenant: tenant)
            }
            return (keys.count + count, [.removed(keys)])
        }
    }

    public func removeAll(user: String, tenant: Tenant?) async throws(StoreError) -> Int {
        try await erase { db in
            if let tenant {
                try db.execute(
                    sql: "DELETE FROM query_log WHERE user = ? AND tenant = ?",
                    arguments: [user.stored, tenant.name.stored])
            } else {
                try db.execute(
                    sql: "DELETE FROM query_log WHERE user = ?", arguments: [user.stored])
            }
            try Self.removeDeleted(db, where: "user = ?", arguments: [user.stored], tenant: tenant)
            let keys = try Self.removeEntries(
                db, where: "user = ?", arguments: [user.stored], tenant: tenant)
            return (keys.count, [.removed(keys)])
        }
    }

    public func register(
        _ tenant: Tenant, filing: RulesFingerprint, at time: Timestamp
    ) async throws(StoreError) -> Bool {
        try await writes.perform { db in
            try db.execute(
                sql: """
                    INSERT INTO tenant (name, created_at, filed_by) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                    """, arguments: [tenant.name.stored, time.rawValue, filing.stored])
            return (db.changesCount == 1, [])
        }
    }

    public func append(
        _ drain: @escaping @Sendable () -> JournalBatch
    ) async throws(StoreError) -> Int {
        try await writes.perform { [logLimits] db in
            let batch = drain()
            try QueryLog.write(batch, to: db, within: logLimits)
            let labels = try LabelTable.write(batch.labels, to: db)
            return (batch.records.count, labels.isEmpty ? [] : [.labelled(labels)])
        }
    }

    public func close() async {
        await writes.close()
        await emptyWriteAheadLog()
        try? pool.close()
        lock.withLock { $0 = nil }
    }

    /// Removes a user's texts so that none is left in the files: deleted rows are overwritten
    /// (`StoreFile`), and the log, which holds pages as they were, is emptied.
    private func erase(
        _ work: @escaping @Sendable (Database) throws -> (Int, [CommittedChange])
    ) async throws(StoreError) -> Int {
        let count = try await writes.perform(work)
        await emptyWriteAheadLog()
        return count
    }

    /// Moves what the write-ahead log holds into the database and empties the log's file.
    ///
    /// A reader may be in the way. Then the log stays: nothing is lost, and a later time will do.
    func emptyWriteAheadLog() async {
        try? await pool.writeWithoutTransaction { db in
            // Writes wait meanwhile, so not for long.
            try db.execute(sql: "PRAGMA busy_timeout = 250")
            defer { try? db.execute(sql: "PRAGMA busy_timeout = \(StoreFile.busyMilliseconds)") }
            _ = try db.checkpoint(.truncate)
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw StoreError(error)
        }
    }

    /// Removes the entries that match and returns their keys.
    static func removeEntries(
        _ db: Database, where condition: String, arguments: StatementArguments, tenant: Tenant?
    ) throws -> [EntryKey] {
        let keys = try keys(db, where: condition, arguments: arguments, tenant: tenant)
        for key in keys { try removeEntry(db, key.id) }
        return keys
    }

    static func removeEntry(_ db: Database, _ id: EntryID) throws {
        try db.cachedStatement(sql: "DELETE FROM entry WHERE id = ?").execute(arguments: [id.rawValue])
    }

    static func keys(
        _ db: Database, where condition: String, arguments: StatementArguments, tenant: Tenant?
    ) throws -> [EntryKey] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT entry.id, digest, tenant.name FROM entry
                    JOIN live_tenant AS tenant ON tenant.id = entry.tenant WHERE entry.\(condition)
                    """), arguments: arguments)
        return rows.compactMap { row in
            let owner = Tenant(String(stored: row[2]))
            guard tenant == nil || owner == tenant, let digest = Digest(bytes: row[1] as Data) else { return nil }
            return EntryKey(id: EntryID(row[0]), tenant: owner, request: RequestDigest(digest))
        }
    }

    /// Removes deleted entries that match for good; their number.
    @discardableResult
    private static func removeDeleted(
        _ db: Database, where condition: String, arguments: StatementArguments, tenant: Tenant?
    ) throws -> Int {
        var owner: Int64?
        if let tenant {
            owner = try EntryRow.tenantID(db, tenant)
            guard owner != nil else { return 0 }
        }
        try db.cachedStatement(
            sql: """
                DELETE FROM deleted_entry WHERE \(condition) AND tenant = ifnull(?, tenant)
                    AND tenant IN (SELECT id FROM live_tenant)
                """
        ).execute(arguments: arguments + [owner])
        return db.changesCount
    }

    static func tenantNames(_ db: Database) throws -> [Int64: Tenant] {
        var names: [Int64: Tenant] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT id, name FROM live_tenant") {
            names[row[0]] = Tenant(String(stored: row[1]))
        }
        return names
    }
}
