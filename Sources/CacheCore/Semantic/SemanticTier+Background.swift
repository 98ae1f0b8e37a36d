extension SemanticTier {
    private static let longestWait = Duration.seconds(60)

    /// Embeds for work in the background. An embedder that is busy or failing is waited for: what it cannot do now is
    /// not lost.
    ///
    /// - Parameter onFailure: hears of each failure.
    /// - Throws: `CancellationError`.
    func embeddingsInBackground(
        of texts: [String], tenant: Tenant, onFailure: (EmbedderError) -> Void
    ) async throws -> [StoredEmbedding] {
        var wait = Duration.milliseconds(50)
        while true {
            do {
                return try await embeddings(of: texts, tenant: tenant, inBackground: true)
            } catch {
                onFailure(error)
                try await Task.sleep(for: wait)
                wait = min(wait * 2, Self.longestWait)
            }
        }
    }
}
