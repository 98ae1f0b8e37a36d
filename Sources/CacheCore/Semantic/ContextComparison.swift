/// Compares what surrounds two prompts where a tenant's rules ask for that by meaning: system prompts
/// (`system: semantic`) and earlier user turns (`context: turnwise`).
///
/// A candidate is admitted when each of its texts is as similar to its counterpart as prompts must be, and the
/// verifier agrees for each pair. All texts of all candidates are embedded together. Whatever fails is a miss.
struct ContextComparison {
    let tier: SemanticTier
    let tenant: Tenant
    let threshold: Float

    enum Result {
        /// Nearest first, never empty unless there was no candidate at all.
        case admitted([Neighbour])
        case none(SemanticTier.Outcome)
    }

    /// - Parameter texts: reads the texts of a candidate; nil when the entry is gone.
    func compare(
        _ asked: MatchedTexts, with neighbours: [Neighbour], texts: (EntryID) async throws -> MatchedTexts?
    ) async -> Result {
        var candidates: [(neighbour: Neighbour, pairs: [ContextPair])] = []
        do {
            for neighbour in neighbours where neighbour.similarity >= threshold {
                guard let stored = try await texts(neighbour.id), let pairs = asked.pairs(with: stored) else {
                    continue
                }
                candidates.append((neighbour, pairs))
            }
        } catch {
            return .none(.miss(.storeFailed, detail: "\(error)", nearest: neighbours.first))
        }
        // Without a candidate the decision says why: there was none, or none was near enough.
        guard neighbours.contains(where: { $0.similarity >= threshold }) else { return .admitted(neighbours) }
        let pairs = Set(candidates.flatMap(\.pairs))
        let alike: Set<ContextPair>
        do {
            alike = try await verified(similar(pairs))
        } catch let error as EmbedderError {
            switch error {
            case .busy: return .none(.miss(.busy, nearest: neighbours.first))
            case .failed(let reason):
                return .none(.miss(.embeddingFailed, detail: reason, nearest: neighbours.first))
            }
        } catch {
            return .none(.miss(.verifierFailed, detail: "\(error)", nearest: neighbours.first))
        }
        let admitted = candidates.filter { $0.pairs.allSatisfy(alike.contains) }.map(\.neighbour)
        return admitted.isEmpty ? .none(.miss(.otherContext, nearest: neighbours.first)) : .admitted(admitted)
    }

    /// The pairs whose texts the model can read and finds similar enough.
    private func similar(_ pairs: Set<ContextPair>) async throws(EmbedderError) -> [ContextPair] {
        guard !pairs.isEmpty else { return [] }
        var positions: [[UInt8]: Int] = [:]
        var texts: [String] = []
        for text in pairs.flatMap({ [$0.asked, $0.stored] }) where positions[Array(text.utf8)] == nil {
            positions[Array(text.utf8)] = texts.count
            texts.append(text)
        }
        let embeddings = try await tier.embeddings(of: texts, tenant: tenant)
        func vector(_ text: String) -> [Float]? {
            positions[Array(text.utf8)].flatMap { embeddings[$0]?.vector }
        }
        return pairs.filter { pair in
            guard let asked = vector(pair.asked), let stored = vector(pair.stored) else { return false }
            return zip(asked, stored).reduce(0) { $0 + $1.0 * $1.1 } >= threshold
        }
    }

    private func verified(_ pairs: [ContextPair]) async throws -> Set<ContextPair> {
        guard let verifier = tier.verifier else { return Set(pairs) }
        var verified: Set<ContextPair> = []
        for pair in pairs {
            let probabilities = try await verifier.verify(pair.asked, against: [pair.stored])
            if let probability = probabilities.first, probability >= SemanticTier.verifierThreshold {
                verified.insert(pair)
            }
        }
        return verified
    }
}
