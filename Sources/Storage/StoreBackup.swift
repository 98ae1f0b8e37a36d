import Foundation
import GRDB

/// Copies a store's database as it is at one moment, also while a server writes to it.
///
/// SQLite's online backup reads within one transaction: with a write-ahead log nobody waits for it. The copy grows under
/// another name, is checked and made durable, and only then gets its own name; so what has that name is whole.
public enum StoreBackup {
    /// - Parameters:
    ///   - source: the database's file; it is not changed.
    ///   - destination: the file to make; one that is there is replaced.
    ///   - maximumPages: the most pages that the copy may have; nil for no bound.
    ///   - checksCopy: whether a store that is damaged is refused.
    /// - Throws: `StoreBackupError`; then there is nothing new.
    public static func copy(
        _ source: String, to destination: String, maximumPages: Int? = nil, checksCopy: Bool = true
    ) throws(StoreBackupError) {
        let partial = destination + ".partial"
        remove(partial)
        do {
            try copyPages(source, to: partial, maximumPages: maximumPages, checksCopy: checksCopy)
            try makeDurable(partial)
            guard rename(partial, destination) == 0 else { throw POSIXError(errno) }
            try makeDurable(URL(filePath: destination).deletingLastPathComponent().path)
        } catch {
            remove(partial)
            throw StoreBackupError(destination: destination, reason: Self.reason(error))
        }
    }

    /// Copies the store of a data folder into another folder, which is made if need be.
    ///
    /// - Returns: the copy's file.
    /// - Throws: `StoreBackupError`, also when there is a store already.
    public static func copyStore(of folder: String, to destination: String) throws(StoreBackupError) -> String {
        let source = folder + "/" + SQLiteEntryStore.fileName
        let target = destination + "/" + SQLiteEntryStore.fileName
        do {
            try StoreFile.check(source)
        } catch {
            throw StoreBackupError(destination: destination, reason: "\(error)")
        }
        guard FileManager.default.fileExists(atPath: source) else {
            throw StoreBackupError(destination: destination, reason: "there is no store in \(folder)")
        }
        guard !FileManager.default.fileExists(atPath: target) else {
            throw StoreBackupError(destination: destination, reason: "there is a store in it already")
        }
        do {
            try FileManager.default.createDirectory(atPath: destination, withIntermediateDirectories: true)
        } catch {
            throw StoreBackupError(destination: destination, reason: "the folder cannot be made")
        }
        try copy(source, to: target)
        return target
    }

    private static func copyPages(
        _ source: String, to partial: String, maximumPages: Int?, checksCopy: Bool
    ) throws {
        var reading = Configuration()
        reading.readonly = true
        reading.busyMode = .timeout(Double(StoreFile.busyMilliseconds) / 1_000)
        let original = try DatabaseQueue(path: source, configuration: reading)
        let copy = try DatabaseQueue(path: partial)
        try copy.writeWithoutTransaction { db in
            if let maximumPages { try db.execute(sql: "PRAGMA max_page_count = \(maximumPages)") }
        }
        try original.backup(to: copy)
        try original.close()
        let complaint = try copy.writeWithoutTransaction { db in
            // One file, without a write-ahead log beside it.
            try db.execute(sql: "PRAGMA journal_mode = DELETE")
            return checksCopy ? try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "nothing" : "ok"
        }
        try copy.close()
        guard complaint == "ok" else { throw DamagedCopy(complaint: complaint) }
    }

    private struct DamagedCopy: Error {
        let complaint: String
    }

    private struct POSIXError: Error {
        let code: CInt

        init(_ code: CInt) { self.code = code }
    }

    /// `fsync`, of a file or of a folder whose names have changed.
    private static func makeDurable(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw POSIXError(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw POSIXError(errno) }
    }

    private static func remove(_ partial: String) {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(partial + suffix) }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL: "no space is left"
        case let error as DatabaseError: error.message ?? "SQLite code \(error.resultCode.rawValue)"
        case let error as POSIXError where error.code == ENOSPC: "no space is left"
        case let error as POSIXError: String(cString: strerror(error.code))
        case let error as DamagedCopy: "the store is damaged (\(error.complaint)); 'modelcache verify' says more"
        default: error.localizedDescription
        }
    }
}

/// Why there is no backup; nothing was changed.
public struct StoreBackupError: Error, Equatable, CustomStringConvertible {
    public let destination: String
    public let reason: String

    public var description: String { "No backup was made in \(destination): \(reason)." }
}
