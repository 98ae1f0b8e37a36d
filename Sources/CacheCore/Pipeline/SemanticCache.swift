import Logging
import Metrics
import Synchronization

/// A cache of answers, found by identical requests and, where a tenant wants it, by prompts that mean the
/// same.
///
/// One lookup goes one way: identity, exact tier, semantic tier, answer. One insert goes the same way:
/// identity, embedding, one durable transaction, memory. What is kept in memory follows the store's commits
/// (see `MemoryState`), so that a caller finds what it has just written and never what it has just removed.
///
/// Safe to use from any number of tasks.
public final class SemanticCache: Sendable {
    /// What can be set besides the policy.
    public struct Options: Sendable {
        /// Bytes of answers that are kept in memory.
        public var answerCacheCapacity = 64 << 20
        public var journal = Journal.Options()
        /// Bytes of the longest text that is embedded; longer ones are stored without a vector.
        public var maximumTextBytes = 64 << 10
        /// How long a lookup may look for what means the same; over it, it is a miss. Nil for as long as it takes.
        public var lookupBudget: Duration?
        /// Whether the index is filled with all stored vectors at the start; false for one that reads a tenant's
        /// vectors itself when they are first needed.
        public var fillsIndex = true
        /// Whether entries are filed anew in the background when a tenant's rules have changed, and an interrupted
        /// migration goes on; false for a process that does not know the rules.
        public var refilesEntries = true
        /// Whether entries are evicted and purged; false for a process that does not know the rules.
        public var evictsEntries = true
        /// Whether the index gets ready for tenants ahead of their first lookups; false for a process that asks little.
        public var preparesIndex = true
        public var clock: WallClock = { Timestamp.now }
        /// Where metrics go.
        public var metrics: any MetricsFactory = MetricsSystem.factory

        public init() {}
    }

    public let journal: Journal
    public let policy: CachePolicy

    let store: any EntryStore
    let semantic: SemanticTier?
    let lookupBudget: Duration?
    /// Nil without an embedder.
    let migration: EmbeddingMigration?
    let memory: MemoryState
    let labels: LearntLabels
    let eviction: Eviction?
    let leases = RefreshLeases()
    let purging: Purging
    let metrics: CacheMetrics
    let logger: Logger
    let now: WallClock
    private let background: Mutex<[Task<Void, Never>]>
    private let refiling: Task<Void, Never>
    private let evicting: Task<Void, Never>
    private let purges: Task<Void, Never>
    private let preparing: Task<Void, Never>

    /// Starts a cache on an opened store: reads the keys of its entries, then answers.
    ///
    /// - Parameters:
    ///   - embedder, index: both are needed for tenants in `shadow` or `semantic` mode.
    ///   - judge: decides about entries near a prompt, for tenants whose rule is `judged`.
    ///   - verifier: a second opinion on semantic hits.
    /// - Throws: `StoreError` when the store cannot be read.
    public init(
        store: any EntryStore, policy: CachePolicy = CachePolicy(), embedder: (any Embedder)? = nil,
        index: (any VectorIndex)? = nil, judge: (any Judge)? = nil, verifier: (any Verifier)? = nil,
        options: Options = Options(), logger: Logger = Logger(label: "modelcache")
    ) async throws(StoreError) {
        self.store = store
        self.policy = policy
        self.logger = logger
        now = options.clock
        lookupBudget = options.lookupBudget
        metrics = CacheMetrics(factory: options.metrics)
        if let embedder, let index {
            semantic = SemanticTier(
                embedder: embedder, index: index, judge: judge, verifier: verifier,
                maximumTextBytes: options.maximumTextBytes)
        } else {
            semantic = nil
            if policy.usesEmbeddings {
                logger.warning("There is no embedder, so only identical requests will be answered")
            }
        }
        labels = LearntLabels(judge: judge)
        migration = semantic.map {
            EmbeddingMigration(store: store, policy: policy, semantic: $0, logger: logger)
        }
        purging = Purging(
            store: store, undoWindow: policy.undoWindow, metrics: options.metrics, logger: logger, now: options.clock)
        eviction =
            options.evictsEntries
            ? Eviction(store: store, policy: policy, metrics: options.metrics, logger: logger, now: options.clock)
            : nil
        memory = MemoryState(
            answerCapacity: options.answerCacheCapacity, vectors: index,
            fingerprint: embedder?.fingerprint, labels: labels, eviction: eviction)
        journal = Journal(
            store: store, options: options.journal, metrics: options.metrics, logger: logger)
        let memory = memory
        try await store.attach(memory) { memory.load($0) }
        let experienceBegins = Timestamp(
            milliseconds: now().rawValue - Self.experienceDays * 24 * 3_600 * 1_000)
        labels.load(try await store.labels(countingFrom: experienceBegins))
        if let semantic, options.fillsIndex {
            try await store.forEachVector(
                of: semantic.embedder.fingerprint, tenant: nil
            ) { tenant, vectors in
                semantic.index.insert(vectors, tenant: tenant)
            }
        }
        let journal = journal
        let refiling = Refiling(store: store, policy: policy, semantic: semantic, logger: logger)
        let refilesEntries = options.refilesEntries
        self.refiling = Task { if refilesEntries { await refiling.run() } }
        let eviction = eviction
        evicting = Task { await eviction?.run() }
        let purging = purging
        let purges = options.evictsEntries
        self.purges = Task { if purges { await purging.run() } }
        let preparation =
            options.preparesIndex
            ? semantic.map { IndexPreparation(store: store, policy: policy, index: $0.index, logger: logger) } : nil
        preparing = Task { await preparation?.run() }
        background = Mutex([Task { await journal.run() }, self.refiling, evicting, self.purges, preparing])
        try await considerMigration(mayResume: refilesEntries)
    }

    deinit {
        background.withLock { $0 }.forEach { $0.cancel() }
        migration?.cancel()
    }

    /// How far back reports of wrong hits, and the hits themselves, are counted at a start.
    private static let experienceDays: Int64 = 30

    /// Waits until stored entries are filed by the rules in force (see `PartitionRules`).
    public func finishRefiling() async {
        await refiling.value
    }

    /// Writes what the journal holds and closes the store. Calls made later fail with `StoreError.closed`.
    public func close() async {
        background.withLock { tasks in
            tasks.forEach { $0.cancel() }
            tasks = []
        }
        migration?.cancel()
        await refiling.value
        await migration?.finish()
        await evicting.value
        await purges.value
        await preparing.value
        await journal.flush()
        do {
            try await eviction?.save()
        } catch {
            logger.warning("The state of eviction was not stored", metadata: ["error": "\(error)"])
        }
        await store.close()
    }
}
