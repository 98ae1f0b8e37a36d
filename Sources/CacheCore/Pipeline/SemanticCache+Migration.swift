import Logging

/// How far the migration of stored entries to the embedder in use has come.
public struct MigrationProgress: Sendable, Equatable {
    /// The embedder in use; nil for a cache without one.
    public let fingerprint: EmbeddingFingerprint?
    public let isRunning: Bool
    /// Entries that the present run, or the last one of this process, has embedded.
    public let embedded: Int
    /// Entries that the embedder in use was never given, of tenants whose prompts are embedded.
    public let pending: Int
    /// What the migration waits for, or why it came to a halt.
    public let problem: String?
}

extension SemanticCache {
    /// Embeds entries with the embedder in use where another one or none did, in the background. Nothing happens when
    /// that is under way already, or when there is no embedder.
    ///
    /// Entries are found by identical requests meanwhile, and by meaning as soon as they have had their turn. A
    /// migration that is interrupted goes on when the cache is opened again with the same embedder.
    @discardableResult
    public func startMigration() async throws(CacheError) -> MigrationProgress {
        if let migration {
            try await stored { () async throws(StoreError) in try await migration.start() }
        }
        return try await migrationProgress()
    }

    public func migrationProgress() async throws(CacheError) -> MigrationProgress {
        let counts = try await stored { () async throws(StoreError) in try await store.embeddingCounts() }
        let progress = migration?.progress
        return MigrationProgress(
            fingerprint: migration?.fingerprint, isRunning: progress?.isRunning ?? false,
            embedded: progress?.embedded ?? 0,
            pending: pending(among: counts).reduce(0) { $0 + $1.entryCount }, problem: progress?.problem)
    }

    /// Waits for the end of a migration that is under way.
    public func finishMigration() async {
        await migration?.finish()
    }

    /// Stops a migration after the batch that is under way; the next start of a cache goes on with it.
    public func stopMigration() {
        migration?.cancel()
    }

    /// Goes on with a migration that the last process did not finish, or says that one is needed.
    func considerMigration(mayResume: Bool) async throws(StoreError) {
        guard let migration else { return }
        if mayResume, try await store.migrationTarget() == migration.fingerprint {
            return try await migration.start()
        }
        let pending = pending(among: try await store.embeddingCounts())
        guard !pending.isEmpty else { return }
        let byEmbedder = Dictionary(grouping: pending) { $0.fingerprint?.rawValue ?? "none" }
            .map { "\($0) (\($1.reduce(0) { $0 + $1.entryCount }))" }
        logger.warning(
            """
            \(pending.reduce(0) { $0 + $1.entryCount }) stored entries have no vector of the embedding model in use \
            and are found by identical requests only; run 'modelcache model migrate'
            """,
            metadata: [
                "in_use": "\(migration.fingerprint)", "embedded_by": "\(byEmbedder.sorted().joined(separator: ", "))",
            ])
    }

    private func pending(among counts: [EmbeddingCount]) -> [EmbeddingCount] {
        guard let migration else { return [] }
        return counts.filter {
            $0.fingerprint != migration.fingerprint && policy[$0.tenant].mode.usesEmbeddings
        }
    }
}
