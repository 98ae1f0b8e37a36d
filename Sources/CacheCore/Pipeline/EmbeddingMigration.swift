import Logging
import Synchronization

/// Embeds stored entries with the embedder in use, where another one or none did, in the background.
///
/// Vectors of different embedders are never compared, so after a change of the model entries are found by identical
/// requests only, until they are embedded again. Which entries still wait is in the entries themselves: each keeps the
/// fingerprint of the embedder that was given its text, also when that could not read it. So a migration has no place
/// to remember. It takes a small batch of those that wait, embeds it behind all work that somebody waits for, writes it
/// in one durable transaction, and ends when none is left. The store also keeps that a migration was begun, so that
/// the next start goes on with it.
final class EmbeddingMigration: Sendable {
    static let batchSize = 32
    private static let pause = Duration.milliseconds(2)

    private struct State {
        var isRunning = false
        /// Entries that this run has embedded.
        var embedded = 0
        /// Why it has come to a halt, or waits.
        var problem: String?
        var task: Task<Void, Never>?
    }

    private let store: any EntryStore
    private let policy: CachePolicy
    private let semantic: SemanticTier
    private let logger: Logger
    private let state = Mutex(State())

    init(store: any EntryStore, policy: CachePolicy, semantic: SemanticTier, logger: Logger) {
        self.store = store
        self.policy = policy
        self.semantic = semantic
        self.logger = logger
    }

    var fingerprint: EmbeddingFingerprint { semantic.embedder.fingerprint }

    /// What has come of it, but for the entries that wait.
    var progress: (isRunning: Bool, embedded: Int, problem: String?) {
        state.withLock { ($0.isRunning, $0.embedded, $0.problem) }
    }

    /// Begins, durably, unless it runs already.
    func start() async throws(StoreError) {
        try await store.setMigrationTarget(fingerprint)
        state.withLock { state in
            guard !state.isRunning else { return }
            state = State(isRunning: true)
            state.task = Task { await self.run() }
        }
    }

    /// Waits for its end.
    func finish() async {
        await state.withLock { $0.task }?.value
    }

    /// Stops after the batch that is under way; the next start of the cache goes on.
    func cancel() {
        state.withLock { $0.task }?.cancel()
    }

    private func run() async {
        logger.info("Embedding stored entries anew", metadata: ["embedding": "\(fingerprint)"])
        var problem: String?
        do {
            try await migrate()
            try await store.setMigrationTarget(nil)
            logger.info("Embedded stored entries anew", metadata: ["entries": "\(progress.embedded)"])
        } catch {
            problem = "\(error)"
            if !Task.isCancelled, error as? StoreError != .closed {
                logger.error(
                    "Stored entries could not all be embedded anew; the next start tries again",
                    metadata: ["error": "\(error)"])
            }
        }
        state.withLock { state in
            state.isRunning = false
            state.problem = problem
        }
    }

    private func migrate() async throws {
        var last: Tenant?
        while true {
            let page = try await store.tenants(after: last, limit: 100)
            guard let end = page.last else { return }
            for summary in page where policy[summary.tenant].mode.usesEmbeddings {
                while try await migrateBatch(of: summary.tenant) { try await Task.sleep(for: Self.pause) }
            }
            last = end.tenant
        }
    }

    /// Whether there was anything to do.
    private func migrateBatch(of tenant: Tenant) async throws -> Bool {
        try Task.checkCancellation()
        let entries = try await store.entries(of: tenant, notEmbeddedBy: fingerprint, limit: Self.batchSize)
        guard !entries.isEmpty else { return false }
        let rules = policy[tenant].rules
        let embeddings = try await semantic.embeddingsInBackground(
            of: entries.map { MatchedTexts($0.request, rules: rules).prompt }, tenant: tenant
        ) { error in
            logger.debug("Waiting for the embedder to embed entries anew", metadata: ["error": "\(error)"])
            state.withLock { $0.problem = "\(error)" }
        }
        let count = try await store.replaceEmbeddings(
            Dictionary(uniqueKeysWithValues: zip(entries.map(\.id), embeddings)), of: tenant)
        state.withLock { state in
            state.embedded += count
            state.problem = nil
        }
        return true
    }
}
