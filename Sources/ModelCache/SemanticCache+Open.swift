@_exported import CacheCore
import Foundation
import Logging
import Metrics
import Storage

public typealias StoreOpenError = Storage.StoreOpenError

extension SemanticCache {
    /// Opens the cache in a folder, which is made if need be.
    ///
    /// ```swift
    /// let cache = try await SemanticCache.open(at: "cache")
    /// let question = CacheRequest(tenant: "support", prompt: "How do I cancel an order?")
    /// if case .hit(let hit) = await cache.lookup(question) {
    ///     print(hit.answer)
    /// } else {
    ///     let answer = try await askModel(question)
    ///     try await cache.insert(question, answer: answer)
    /// }
    /// await cache.close()
    /// ```
    ///
    /// - Parameters:
    ///   - folder: held by one process at a time.
    ///   - embedder, index, verifier: for tenants in `shadow` or `semantic` mode.
    ///   - purpose: what the caller is, for the message that a second process gets.
    /// - Throws: `StoreOpenError` when the folder cannot be used, `StoreError` when the store cannot be read.
    public static func open(
        at folder: String, configuration: Configuration = Configuration(),
        embedder: (any Embedder)? = nil, index: (any VectorIndex)? = nil,
        verifier: (any Verifier)? = nil,
        purpose: String = ProcessInfo.processInfo.processName,
        metrics: any MetricsFactory = MetricsSystem.factory,
        logger: Logger = Logger(label: "modelcache")
    ) async throws -> SemanticCache {
        let store = try SQLiteEntryStore(
            folder: folder, purpose: purpose, maximumLogRows: configuration.journalRows)
        return try await open(
            store, configuration: configuration, embedder: embedder, index: index,
            verifier: verifier, metrics: metrics, logger: logger)
    }

    /// Opens a cache that keeps everything in memory and nothing on disk.
    public static func inMemory(
        configuration: Configuration = Configuration(), embedder: (any Embedder)? = nil,
        index: (any VectorIndex)? = nil, verifier: (any Verifier)? = nil,
        metrics: any MetricsFactory = MetricsSystem.factory,
        logger: Logger = Logger(label: "modelcache")
    ) async throws(StoreError) -> SemanticCache {
        try await open(
            MapEntryStore(), configuration: configuration, embedder: embedder, index: index,
            verifier: verifier, metrics: metrics, logger: logger)
    }

    /// Opens a cache on any store.
    public static func open(
        _ store: any EntryStore, configuration: Configuration, embedder: (any Embedder)?,
        index: (any VectorIndex)?, verifier: (any Verifier)?, metrics: any MetricsFactory,
        logger: Logger
    ) async throws(StoreError) -> SemanticCache {
        var options = Options()
        options.answerCacheCapacity = configuration.answerMemory
        options.metrics = metrics
        options.journal.isEnabled = configuration.isJournalEnabled
        options.journal.maximumRecords = configuration.journalQueue
        return try await SemanticCache(
            store: store, policy: configuration.policy, embedder: embedder, index: index,
            verifier: verifier, options: options, logger: logger)
    }
}
