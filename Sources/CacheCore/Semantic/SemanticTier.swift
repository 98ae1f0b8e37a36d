/// The second tier: finds an entry whose prompt means the same.
///
/// Embed, search the partition, decide. Every failure is a miss with its reason: a cache that is in doubt
/// lets the caller ask the model.
struct SemanticTier: Sendable {
    /// How many neighbours go to the decision.
    static let candidateCount = 8
    /// Texts with a larger share of unknown tokens all look alike to the model.
    static let maximumUnknownShare: Float = 0.3
    /// The probability that the verifier must give.
    static let verifierThreshold: Float = 0.5

    let embedder: any Embedder
    let index: any VectorIndex
    let verifier: (any Verifier)?

    enum Outcome {
        case serve(Neighbour)
        case miss(MissReason, detail: String? = nil, nearest: Neighbour? = nil)
    }

    /// The vectors to store with texts; nil for a text that the model cannot read.
    func embeddings(
        of texts: [String], tenant: Tenant
    ) async throws(EmbedderError) -> [StoredEmbedding?] {
        let embeddings = try await embedder.embed(texts, for: tenant)
        guard embeddings.count == texts.count else {
            throw .failed("\(embeddings.count) vectors were returned for \(texts.count) texts")
        }
        return embeddings.map { embedding in
            embedding.unknownShare <= Self.maximumUnknownShare
                ? StoredEmbedding(vector: embedding.vector, fingerprint: embedder.fingerprint) : nil
        }
    }

    /// - Parameter texts: reads the texts of a candidate.
    func find(
        _ asked: MatchedTexts, tenant: Tenant, in partition: PartitionDigest, threshold: Float,
        texts: (EntryID) async throws -> MatchedTexts?
    ) async -> Outcome {
        let vector: [Float]
        do {
            let embeddings = try await embeddings(of: [asked.prompt], tenant: tenant)
            guard let embedding = embeddings[0] else { return .miss(.unreadableText) }
            vector = embedding.vector
        } catch {
            switch error {
            case .busy: return .miss(.busy)
            case .failed(let reason): return .miss(.embeddingFailed, detail: reason)
            }
        }
        var neighbours: [Neighbour]
        do {
            neighbours = try await index.search(
                vector, tenant: tenant, partition: partition, count: Self.candidateCount)
        } catch VectorIndexError.busy {
            return .miss(.busy)
        } catch {
            return .miss(.searchFailed, detail: "\(error)")
        }
        if !asked.context.isEmpty {
            let comparison = ContextComparison(tier: self, tenant: tenant, threshold: threshold)
            switch await comparison.compare(asked, with: neighbours, texts: texts) {
            case .admitted(let admitted): neighbours = admitted
            case .none(let outcome): return outcome
            }
        }
        return await decide(
            among: neighbours, for: asked.prompt, threshold: threshold, text: { try await texts($0)?.prompt })
    }

    private func decide(
        among neighbours: [Neighbour], for prompt: String, threshold: Float,
        text: (EntryID) async throws -> String?
    ) async -> Outcome {
        guard let nearest = neighbours.first else { return .miss(.noEntry) }
        let candidates = neighbours.prefix { $0.similarity >= threshold }
        guard !candidates.isEmpty else { return .miss(.belowThreshold, nearest: nearest) }
        guard let verifier else { return .serve(nearest) }
        do {
            var texts: [(Neighbour, String)] = []
            for candidate in candidates {
                guard let text = try await text(candidate.id) else { continue }
                texts.append((candidate, text))
            }
            let probabilities = try await verifier.verify(prompt, against: texts.map(\.1))
            let verified = zip(texts, probabilities).first { $0.1 >= Self.verifierThreshold }
            guard let verified else { return .miss(.refusedByVerifier, nearest: nearest) }
            return .serve(verified.0.0)
        } catch {
            return .miss(.verifierFailed, detail: "\(error)", nearest: nearest)
        }
    }
}
