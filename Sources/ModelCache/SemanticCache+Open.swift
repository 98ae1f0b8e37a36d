@_exported import CacheCore
import Embeddings
import Equivalence
import Foundation
import Logging
import Metrics
import Storage
import VectorSearch

public typealias StoreOpenError = Storage.StoreOpenError

extension SemanticCache {
    /// The store's file in a data folder.
    public static let storeFileName = SQLiteEntryStore.fileName

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
    /// When a tenant's mode needs embeddings, the configured model is opened and vectors are searched by the
    /// embedded index, unless the caller brings an embedder or an index of its own. That is so by default; without the
    /// model, a configuration whose policy nobody has set answers identical requests only.
    ///
    /// - Parameters:
    ///   - folder: held by one process at a time.
    ///   - judge: decides about semantic hits in place of the configured score model.
    ///   - verifier: reads doubtful candidates in place of the one that belongs to the embedding model.
    ///   - purpose: what the caller is, for the message that a second process gets.
    /// - Throws: `StoreOpenError` when the folder cannot be used, `StoreError` when the store cannot be read,
    ///   `ModelLibraryError` when the embedding model is not installed or damaged.
    public static func open(
        at folder: String, configuration: Configuration = Configuration(),
        embedder: (any Embedder)? = nil, index: (any VectorIndex)? = nil,
        judge: (any Judge)? = nil, verifier: (any Verifier)? = nil,
        purpose: String = ProcessInfo.processInfo.processName,
        metrics: any MetricsFactory = MetricsSystem.factory,
        logger: Logger = Logger(label: "modelcache")
    ) async throws -> SemanticCache {
        let (configuration, embedder) = try configuration.resolved(with: embedder, logger: logger)
        let store = try SQLiteEntryStore(
            folder: folder, purpose: purpose, logLimits: configuration.logLimits)
        if let upgrade = store.upgrade {
            logger.warning(
                "The store was brought to a newer version, which earlier ones refuse; a copy of what it was is kept",
                metadata: ["from": "\(upgrade.from)", "to": "\(upgrade.to)", "backup": "\(upgrade.backup)"])
        }
        return try await open(
            store, configuration: configuration, embedder: embedder, index: index,
            originals: .file(folder: folder), judge: judge, verifier: verifier, metrics: metrics, logger: logger)
    }

    /// Opens a cache that keeps everything in memory and nothing on disk.
    ///
    /// - Throws: `ModelLibraryError` when the embedding model is not installed or damaged.
    public static func inMemory(
        configuration: Configuration = Configuration(), embedder: (any Embedder)? = nil,
        index: (any VectorIndex)? = nil, judge: (any Judge)? = nil, verifier: (any Verifier)? = nil,
        metrics: any MetricsFactory = MetricsSystem.factory,
        logger: Logger = Logger(label: "modelcache")
    ) async throws -> SemanticCache {
        let (configuration, embedder) = try configuration.resolved(with: embedder, logger: logger)
        return try await open(
            MapEntryStore(), configuration: configuration, embedder: embedder, index: index, judge: judge,
            verifier: verifier,
            metrics: metrics, logger: logger)
    }

    /// Opens a cache on any store.
    ///
    /// - Parameter originals: where the embedded index keeps its exact vectors.
    public static func open(
        _ store: any EntryStore, configuration: Configuration, embedder: (any Embedder)?,
        index: (any VectorIndex)?, originals: EmbeddedVectorIndex.Originals = .memory,
        judge: (any Judge)? = nil, verifier: (any Verifier)?, metrics: any MetricsFactory, logger: Logger
    ) async throws -> SemanticCache {
        var options = Options()
        options.answerCacheCapacity = configuration.answerMemory
        options.maximumTextBytes = configuration.embeddingMaximumText
        options.metrics = metrics
        options.refilesEntries = configuration.refilesEntries
        options.evictsEntries = configuration.refilesEntries
        options.preparesIndex = configuration.refilesEntries
        // A process that asks little waits, also for the vectors to be read.
        options.lookupBudget = configuration.refilesEntries ? configuration.lookupBudget : nil
        options.journal.isEnabled = configuration.isJournalEnabled
        options.journal.maximumRecords = configuration.journalQueue
        var index = index
        if index == nil, let embedder {
            index = try EmbeddedVectorIndex(
                dimensions: embedder.dimensions, originals: originals,
                source: StoredVectors(store: store, fingerprint: embedder.fingerprint), logger: logger)
            options.fillsIndex = false
        }
        var (judge, verifier) = (judge, verifier)
        if judge == nil, let embedder, configuration.policy.usesJudge {
            (judge, verifier) = try configuration.judge(for: embedder, verifier: verifier, logger: logger)
        }
        return try await SemanticCache(
            store: store, policy: configuration.policy, embedder: embedder, index: index, judge: judge,
            verifier: verifier, options: options, logger: logger)
    }
}
