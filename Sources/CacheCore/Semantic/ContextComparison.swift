/// Compares what surrounds two prompts where a tenant's rules ask for that by meaning: system prompts
/// (`system: semantic`) and earlier user turns (`context: turnwise`).
///
/// A candidate is admitted when each of its texts could be served for its counterpart: no guard forbids it, its score
/// reaches the threshold. All texts of all candidates are embedded together.
struct ContextComparison {
    let tier: SemanticTier
    let tenant: Tenant
    let terms: ServingTerms
    /// When the lookup ends its waiting for the verifier.
    let deadline: ContinuousClock.Instant?

    /// For each stored context whether it may stand for the asked one.
    ///
    /// - Throws: `EmbedderError`, `VerifierError`, or what the judge throws.
    func admitted(_ stored: [MatchedTexts], for asked: MatchedTexts) async throws -> [Bool] {
        let pairs = stored.map { asked.pairs(with: $0) }
        let alike = try await alike(Set(pairs.compactMap(\.self).joined()))
        return pairs.map { $0?.allSatisfy(alike.contains) ?? false }
    }

    /// The pairs whose texts the model can read and that want the same.
    private func alike(_ pairs: Set<ContextPair>) async throws -> Set<ContextPair> {
        guard !pairs.isEmpty else { return [] }
        var positions: [[UInt8]: Int] = [:]
        var texts: [String] = []
        for text in pairs.flatMap({ [$0.asked, $0.stored] }) where positions[Array(text.utf8)] == nil {
            positions[Array(text.utf8)] = texts.count
            texts.append(text)
        }
        let embeddings = try await tier.embeddings(of: texts, tenant: tenant)
        func embedded(_ text: String) -> EmbeddedText? {
            guard let embedding = positions[Array(text.utf8)].map({ embeddings[$0] }), embedding.isReadable else {
                return nil
            }
            return EmbeddedText(text, vector: embedding.vector)
        }
        var alike: Set<ContextPair> = []
        for pair in pairs {
            guard let asked = embedded(pair.asked), let stored = embedded(pair.stored) else { continue }
            if try await isAlike(asked, stored) { alike.insert(pair) }
        }
        return alike
    }

    private func isAlike(_ asked: EmbeddedText, _ stored: EmbeddedText) async throws -> Bool {
        let similarity = zip(asked.vector, stored.vector).reduce(0) { $0 + $1.0 * $1.1 }
        let candidate = Candidate(id: EntryID(0), similarity: similarity, prompt: stored, answer: "")
        let assessments = try await tier.assess([candidate], for: asked, tenant: tenant, terms: terms, until: deadline)
        return Decision(assessments, threshold: terms.threshold(for: asked.text)).verdict == .serve
    }
}
