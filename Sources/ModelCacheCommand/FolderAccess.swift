import CacheCore
import CanonicalJSON
import Foundation
import Logging
import ModelCache
import Service

/// The cache in a data folder, opened in this process.
struct FolderAccess: CacheAccess {
    private let cache: SemanticCache
    private let openedAt = ContinuousClock.now

    /// - Parameter makesStore: whether a folder without a store gets one.
    init(folder: String, makesStore: Bool) async throws {
        guard FileManager.default.fileExists(atPath: folder) else {
            throw Failure("There is no data folder \(folder).")
        }
        let store = folder + "/" + SemanticCache.storeFileName
        guard makesStore || FileManager.default.fileExists(atPath: store) else {
            throw Failure("There is no store in \(folder).")
        }
        do {
            var (configuration, _) = try Configuration.load()
            // The server may have been given other rules than a command finds.
            configuration.refilesEntries = false
            // What a server notes at its start is not worth a line at every command.
            var logger = Logger(label: "modelcache")
            logger.logLevel = .warning
            cache = try await SemanticCache.open(
                at: folder, configuration: configuration, purpose: "a modelcache command", logger: logger)
        } catch {
            throw Failure("\(error)")
        }
    }

    func lookup(_ body: JSONValue) async throws -> JSONValue {
        let request = try checked { () throws(FieldError) in try NativeRequest.lookup(body) }
        let lookup = await cache.lookup(request.request, tightening: request.tightening)
        return try JSONValue(parsing: NativeReply.lookup(lookup, now: .now))
    }

    func insert(_ body: JSONValue) async throws -> JSONValue {
        let insert = try checked { () throws(FieldError) in try NativeRequest.insert(body) }
        let outcomes = try await performed { () async throws(CacheError) in
            try await cache.insert(insert.rows, mode: insert.mode)
        }
        return insert.isList ? NativeReply.inserted(outcomes) : NativeReply.inserted(outcomes[0])
    }

    func learn(_ body: JSONValue) async throws -> JSONValue {
        let feedback = try checked { () throws(FieldError) in try NativeRequest.feedback(body) }
        do {
            return NativeReply.learnt(try await cache.learn(feedback))
        } catch .noEntry(let id) {
            throw Failure("There is no entry \(id).")
        } catch .otherPartition(let id) {
            throw Failure("Entry \(id) can never answer this request: what must be identical is not.")
        } catch .cache(let error) {
            throw Failure("\(error)")
        }
    }

    func policy(of tenant: String) async throws -> JSONValue {
        NativeReply.policy(cache.standing(of: Tenant(tenant)))
    }

    func removeEntries(_ body: JSONValue) async throws -> JSONValue {
        let removal = try checked { () throws(FieldError) in try NativeRequest.removal(body) }
        return try await performed { () async throws(CacheError) in
            guard !removal.isDryRun else {
                return NativeReply.wouldDelete(try await cache.count(matching: removal.filter))
            }
            return NativeReply.deleted(
                try await cache.remove(matching: removal.filter, isPurged: removal.isPurged))
        }
    }

    func correctEntry(_ id: Int64, _ body: JSONValue) async throws -> JSONValue? {
        let correction = try checked { () throws(FieldError) in try NativeRequest.correction(body) }
        return try await performed { () async throws(CacheError) in
            try await cache.correct(EntryID(id), correction).map { NativeReply.entry($0) }
        }
    }

    func restoreEntry(_ id: Int64) async throws -> Bool {
        let outcome = try await performed { () async throws(CacheError) in try await cache.restore(EntryID(id)) }
        guard outcome.superseded.isEmpty else {
            throw Failure("The request of entry \(id) has been stored again since; remove that entry first.")
        }
        return !outcome.restored.isEmpty
    }

    func restoreDeletion(_ id: Int64) async throws -> JSONValue {
        NativeReply.restored(
            try await performed { () async throws(CacheError) in try await cache.restore(DeletionID(id)) })
    }

    func removeTenant(_ tenant: String) async throws -> Int64 {
        try await performed { () async throws(CacheError) in
            let count = try await cache.removeAll(tenant: Tenant(tenant))
            // No server will do it in the background.
            try await cache.finishPurging()
            return Int64(count)
        }
    }

    func removeUser(_ user: String, tenant: String?) async throws -> Int64 {
        try await performed { () async throws(CacheError) in
            Int64(try await cache.removeAll(user: user, tenant: tenant.map { Tenant($0) }))
        }
    }

    func statistics() async throws -> JSONValue {
        let statistics = try await performed { () async throws(CacheError) in
            try await cache.statistics()
        }
        return NativeReply.statistics(
            statistics, uptime: (ContinuousClock.now - openedAt) / .seconds(1))
    }

    func walls() async throws -> JSONValue {
        NativeReply.walls(
            try await performed { () async throws(CacheError) in try await cache.walls() })
    }

    func report(_ query: ReportQuery) async throws -> JSONValue {
        let tenant = query.tenant.map { Tenant($0) }
        return try await performed { () async throws(CacheError) in
            let report = try await cache.report(
                ReportScope(
                    tenant: tenant, from: query.period.from, until: query.period.until, limit: query.limit))
            return ReportReply.report(
                report, walls: query.showsWalls ? try await cache.walls(tenant: tenant) : nil)
        }
    }

    func queryLog(tenant: String?, from: Timestamp?, cursor: String?) async throws -> JSONValue {
        let page = QueryLogPage(
            tenant: tenant.map { Tenant($0) }, from: from, after: cursor.flatMap { Int64($0) } ?? 0, limit: 1_000)
        return ReportReply.queryLog(
            try await performed { () async throws(CacheError) in try await cache.queryLog(page) })
    }

    func migration() async throws -> JSONValue {
        NativeReply.migration(
            try await performed { () async throws(CacheError) in try await cache.migrationProgress() })
    }

    func startMigration() async throws -> JSONValue {
        let progress = try await performed { () async throws(CacheError) in try await cache.startMigration() }
        guard progress.fingerprint != nil else {
            throw Refusal(description: "No tenant's mode uses embeddings, so there is no model to embed entries with.")
        }
        return NativeReply.migration(progress)
    }

    func importLines(_ lines: [UInt8], by settings: LineImport) async throws -> LineImport.Report {
        try await performed { () async throws(CacheError) in try await settings.perform(lines, on: cache) }
    }

    func importCheckpoint(of source: Digest) async throws -> ImportCheckpoint? {
        try await performed { () async throws(CacheError) in try await cache.importCheckpoint(of: source) }
    }

    func saveImportCheckpoint(_ checkpoint: ImportCheckpoint) async throws {
        try await performed { () async throws(CacheError) in try await cache.saveImportCheckpoint(checkpoint) }
    }

    func exportLines(_ settings: LineExport, write: ([UInt8]) throws -> Void) async throws {
        try await settings.perform(on: cache) { lines, _ in try write(lines) }
    }

    func close() async {
        await cache.close()
    }

    private func checked<Value>(_ decode: () throws(FieldError) -> Value) throws -> Value {
        do {
            return try decode()
        } catch {
            throw Refusal(description: error.sentence)
        }
    }

    private func performed<Value: Sendable>(
        _ body: () async throws(CacheError) -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch {
            throw Failure("\(error)")
        }
    }
}
