import ArgumentParser
import CacheCore
import CanonicalJSON
import Foundation
import Service

/// A cache that a command works on. Bodies and replies are those of the native API.
protocol CacheAccess: Sendable {
    func lookup(_ body: JSONValue) async throws -> JSONValue
    func insert(_ body: JSONValue) async throws -> JSONValue
    /// Feedback on an answer.
    func learn(_ body: JSONValue) async throws -> JSONValue
    /// What may be served to a tenant, and on what grounds.
    func policy(of tenant: String) async throws -> JSONValue
    /// Deletes the entries that a body of `POST /api/v1/entries/delete` names.
    func removeEntries(_ body: JSONValue) async throws -> JSONValue
    /// Nil when there is no such entry.
    func correctEntry(_ id: Int64, _ body: JSONValue) async throws -> JSONValue?
    /// False when there is nothing to restore.
    func restoreEntry(_ id: Int64) async throws -> Bool
    func restoreDeletion(_ id: Int64) async throws -> JSONValue
    func removeTenant(_ tenant: String) async throws -> Int64
    func removeUser(_ user: String, tenant: String?) async throws -> Int64
    func statistics() async throws -> JSONValue
    /// Walls that cost hits.
    func walls() async throws -> JSONValue
    func report(_ query: ReportQuery) async throws -> JSONValue
    /// A page of the query log.
    func queryLog(tenant: String?, from: Timestamp?, cursor: String?) async throws -> JSONValue
    /// How far stored entries are embedded by the model in use.
    func migration() async throws -> JSONValue
    func startMigration() async throws -> JSONValue
    /// Stores entries that are given as lines of JSON.
    func importLines(_ lines: [UInt8], by settings: LineImport) async throws -> LineImport.Report
    func importCheckpoint(of source: Digest) async throws -> ImportCheckpoint?
    func saveImportCheckpoint(_ checkpoint: ImportCheckpoint) async throws
    /// Gives entries as lines of JSON to `write`, some at a time.
    func exportLines(_ settings: LineExport, write: ([UInt8]) throws -> Void) async throws
    func close() async throws
}

/// Which cache a command works on, and how it answers.
struct AccessOptions: ParsableArguments {
    @Option(
        help: "Server to talk to (default: MODELCACHE_SERVER, else http://127.0.0.1:5000).")
    var server: String?

    @Option(
        help: "Work straight on this data folder, which no server may be using, with the settings of 'serve'.")
    var data: String?

    @Flag(help: "Write JSON for programs.")
    var json = false

    func validate() throws {
        guard server == nil || data == nil else {
            throw ValidationError("Give --server or --data, not both.")
        }
    }

    /// Opens the cache, lets `body` work on it and closes it, also after an error.
    ///
    /// - Parameter makesStore: whether a data folder without a store gets one.
    func withCache<Result: Sendable>(
        makingStore makesStore: Bool = false, _ body: (any CacheAccess) async throws -> Result
    ) async throws -> Result {
        let access: any CacheAccess
        if let data {
            access = try await FolderAccess(folder: data, makesStore: makesStore)
        } else {
            let variable = ProcessInfo.processInfo.environment["MODELCACHE_SERVER"]
            access = try ServerAccess(address: server ?? variable ?? "http://127.0.0.1:5000")
        }
        let result: Result
        do {
            result = try await body(access)
        } catch {
            try? await access.close()
            throw error
        }
        try await access.close()
        return result
    }
}
