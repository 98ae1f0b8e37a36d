import Foundation
import GRDB

/// Opens the database file of a store, and refuses what is not one.
///
/// A file of another program, or of a newer version of this one, is left exactly as it was: it is looked at
/// through its header and a read-only connection before anything is written.
enum StoreFile {
    /// How long a connection waits for another's lock.
    static let busyMilliseconds = 5_000

    /// - Returns: the opened database, and what was done to bring it to the present version.
    static func open(_ path: String, readerCount: Int) throws -> (DatabasePool, StoreUpgrade?) {
        try check(path)
        var upgrade: StoreUpgrade?
        if try isEmpty(path) {
            try create(path)
        } else {
            upgrade = try StoreUpgrade.prepare(path)
        }
        var configuration = Configuration()
        configuration.label = "modelcache.store"
        configuration.maximumReaderCount = readerCount
        configuration.busyMode = .timeout(Double(busyMilliseconds) / 1_000)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -8192")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try Schema.migrator.migrate(pool)
        try makeDurable(pool)
        return (pool, upgrade)
    }

    /// A pool sets `synchronous = NORMAL` on its writer, which may lose the last transactions at a power
    /// failure. This sets FULL, and makes sure.
    private static func makeDurable(_ pool: DatabasePool) throws {
        let level = try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
            // Pages of the indices change again and again. They stay in memory, for some hundred thousand entries, go
            // into the log once for each transaction, however large that is, and from there seldom into the file.
            try db.execute(sql: "PRAGMA cache_size = -32768")
            try db.execute(sql: "PRAGMA cache_spill = OFF")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            // What a savepoint keeps of a page, to go back to, needs no file either.
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            // What is deleted is overwritten, not only marked as free.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            return try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }
        guard level == 2 else {
            throw StoreOpenError.notDurable
        }
    }

    private static func isEmpty(_ path: String) throws -> Bool {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return true }
        return (attributes[.size] as? Int64 ?? 0) == 0
    }

    /// Makes the file ours before any table is in it, and outside the write-ahead log.
    private static func create(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
        }
        try queue.close()
    }

    /// Refuses what is no store, or one of a newer version. An empty file, or none, may become one.
    static func check(_ path: String) throws {
        guard !(try isEmpty(path)) else { return }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw StoreOpenError.unreadable(path)
        }
        defer { try? file.close() }
        let header = try file.read(upToCount: 100) ?? Data()
        guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw StoreOpenError.foreign(path)
        }
        let applicationID = header[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard applicationID == UInt32(Schema.applicationID) else {
            throw StoreOpenError.foreign(path)
        }
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let isNewer = try queue.read { try Schema.migrator.hasBeenSuperseded($0) }
        try queue.close()
        guard !isNewer else { throw StoreOpenError.newer(path) }
    }
}

/// Why a store could not be opened; each text says what to do.
public enum StoreOpenError: Error, Equatable {
    /// The file is no store of this project.
    case foreign(String)
    /// The file was written by a newer version.
    case newer(String)
    case unreadable(String)
    /// Another process works on the folder.
    case locked(folder: String, holder: String)
    case folder(String, reason: String)
    case notDurable
    /// The store is of an earlier version and cannot be copied before it is changed.
    case noBackup(String, reason: String)
    case failed(String, reason: String)
}

extension StoreOpenError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .foreign(let path):
            "\(path) is not a ModelCache store. It was left untouched; choose another data folder."
        case .newer(let path):
            "\(path) was written by a newer version of ModelCache. It was left untouched; use that version, or "
                + "another data folder."
        case .unreadable(let path):
            "\(path) cannot be read. Check its owner and permissions."
        case .locked(let folder, let holder):
            "\(folder) is in use by \(holder). Stop it, or choose another data folder."
        case .folder(let folder, let reason):
            "The data folder \(folder) cannot be used: \(reason)."
        case .notDurable:
            "SQLite refuses PRAGMA synchronous = FULL, so writes would not be durable."
        case .noBackup(let path, let reason):
            "\(path) is of an earlier version of ModelCache and was left as it is, because no backup can be made in "
                + "the folder backups beside it: \(reason). Make room, or see to the folder, and start again."
        case .failed(let path, let reason):
            "\(path) cannot be opened: \(reason)."
        }
    }
}
