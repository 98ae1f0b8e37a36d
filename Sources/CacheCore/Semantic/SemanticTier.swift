/// The second tier: finds an entry whose prompt means the same.
///
/// Embed, search the partition, decide. Every failure is a miss with its reason: a cache that is in doubt
/// lets the caller ask the model.
struct SemanticTier: Sendable {
    /// How many neighbours go to the decision.
    static let candidateCount = 8
    /// Texts with a larger share of unknown tokens all look alike to the model.
    static let maximumUnknownShare: Float = 0.3
    let embedder: any Embedder
    let index: any VectorIndex
    /// Needed by tenants whose rule is `judged`.
    let judge: (any Judge)?
    /// Gives the judge evidence where it has doubts.
    let verifier: (any Verifier)?
    /// Longer texts are not embedded, in bytes: they would hold up everybody's shorter ones.
    let maximumTextBytes: Int

    enum Outcome {
        case decided(Decision)
        case miss(MissReason, detail: String? = nil)
    }

    /// What to store with texts: `unreadable` for one that is too long or that the model cannot read.
    func embeddings(
        of texts: [String], tenant: Tenant, inBackground: Bool = false
    ) async throws(EmbedderError) -> [StoredEmbedding] {
        var stored = texts.map { _ in StoredEmbedding.unreadable(by: embedder.fingerprint) }
        let positions = texts.indices.filter { !isTooLong(texts[$0]) }
        guard !positions.isEmpty else { return stored }
        let admitted = positions.map { texts[$0] }
        let embeddings =
            inBackground
            ? try await embedder.embedInBackground(admitted, for: tenant)
            : try await embedder.embed(admitted, for: tenant)
        guard embeddings.count == positions.count else {
            throw .failed("\(embeddings.count) vectors were returned for \(positions.count) texts")
        }
        for (position, embedding) in zip(positions, embeddings)
        where embedding.unknownShare <= Self.maximumUnknownShare {
            stored[position] = StoredEmbedding(
                vector: embedding.vector, fingerprint: embedder.fingerprint)
        }
        return stored
    }

    private func isTooLong(_ text: String) -> Bool {
        text.utf8.count > maximumTextBytes
    }

    /// - Parameters:
    ///   - among: the only entries that may be served, in the order of their ids; nil for all.
    ///   - answers: reads the candidates' texts and answers; those that are gone are left out.
    func find(
        _ asked: MatchedTexts, tenant: Tenant, in partition: PartitionDigest, among: [EntryID]?, terms: ServingTerms,
        answers: ([EntryID]) async throws -> [EntryID: AnswerCache.Answer]
    ) async -> Outcome {
        guard !isTooLong(asked.prompt) else { return .miss(.textTooLong) }
        let prompt: EmbeddedText
        do {
            let embeddings = try await embeddings(of: [asked.prompt], tenant: tenant)
            guard embeddings[0].isReadable else { return .miss(.unreadableText) }
            prompt = EmbeddedText(asked.prompt, vector: embeddings[0].vector)
        } catch {
            switch error {
            case .busy: return .miss(.busy)
            case .failed(let reason): return .miss(.embeddingFailed, detail: reason)
            }
        }
        let neighbours: [Neighbour]
        do {
            neighbours = try await index.search(
                prompt.vector, tenant: tenant, partition: partition, among: among, count: Self.candidateCount)
        } catch VectorIndexError.busy {
            return .miss(.busy)
        } catch {
            return .miss(.searchFailed, detail: "\(error)")
        }
        do {
            let stored = try stored(neighbours, in: partition, answers: try await answers(neighbours.map(\.id)))
            guard !stored.isEmpty else { return .miss(.noEntry) }
            return await decide(among: stored, for: asked, prompt: prompt, tenant: tenant, terms: terms)
        } catch let leak as PartitionLeak {
            return .miss(.searchFailed, detail: "\(leak)")
        } catch {
            return .miss(.storeFailed, detail: "\(error)")
        }
    }

    /// A candidate with what surrounds its prompt.
    private struct StoredPrompt {
        let candidate: Candidate
        let texts: MatchedTexts
    }

    /// The neighbours with their texts; those that have been removed meanwhile are left out.
    private func stored(
        _ neighbours: [Neighbour], in partition: PartitionDigest,
        answers: [EntryID: AnswerCache.Answer]
    ) throws(PartitionLeak) -> [StoredPrompt] {
        var stored: [StoredPrompt] = []
        for neighbour in neighbours {
            guard let answer = answers[neighbour.id] else { continue }
            guard answer.identity.partition == partition else { throw PartitionLeak(id: neighbour.id) }
            let candidate = Candidate(
                id: neighbour.id, similarity: neighbour.similarity,
                prompt: EmbeddedText(answer.texts.prompt, vector: neighbour.vector), answer: answer.text)
            stored.append(StoredPrompt(candidate: candidate, texts: answer.texts))
        }
        return stored
    }

    /// Judges the prompts, then what surrounds those that may be served.
    private func decide(
        among stored: [StoredPrompt], for asked: MatchedTexts, prompt: EmbeddedText, tenant: Tenant,
        terms: ServingTerms
    ) async -> Outcome {
        let threshold = terms.threshold(for: prompt.text)
        // One for all that this lookup asks of the verifier.
        let deadline = verifier?.deadline
        do {
            let texts = terms.rejected.isEmpty ? nil : TextsDigest(asked, of: tenant)
            let isRejected = stored.map { stored in
                texts.map { terms.rejected.contains(PairDigest($0, TextsDigest(stored.texts, of: tenant))) } ?? false
            }
            func judged(competing: Bool) async throws -> [Assessment] {
                try await assess(
                    stored.map { competing ? $0.candidate : $0.candidate.withoutAnswer }, rejected: isRejected,
                    for: prompt, tenant: tenant, terms: terms, until: deadline)
            }
            guard !asked.context.isEmpty else {
                return .decided(Decision(try await judged(competing: true), threshold: threshold))
            }
            // Only those compete whose earlier turns are alike.
            let assessments = try await judged(competing: false)
            let decision = Decision(assessments, threshold: threshold)
            guard decision.verdict == .serve else { return .decided(decision) }
            let servable = zip(stored, assessments).filter { Decision([$1], threshold: threshold).verdict == .serve }
            let comparison = ContextComparison(tier: self, tenant: tenant, terms: terms, deadline: deadline)
            let isAdmitted = try await comparison.admitted(servable.map(\.0.texts), for: asked)
            let admitted = zip(servable, isAdmitted).filter(\.1).map(\.0)
            switch admitted.count {
            case 0: return .decided(decision.refused(.otherContext))
            case 1: return .decided(Decision(admitted.map(\.1), threshold: threshold))
            default:
                let competing = try await assess(
                    admitted.map(\.0.candidate), for: prompt, tenant: tenant, terms: terms, until: deadline)
                return .decided(Decision(competing, threshold: threshold))
            }
        } catch {
            return Self.miss(for: error)
        }
    }

    /// Those that were reported to be wrong for this prompt are vetoed, and compete with no other.
    private func assess(
        _ candidates: [Candidate], rejected isRejected: [Bool], for prompt: EmbeddedText, tenant: Tenant,
        terms: ServingTerms, until deadline: ContinuousClock.Instant?
    ) async throws -> [Assessment] {
        var assessments: [EntryID: Assessment] = [:]
        for isRejectedNow in [false, true] where isRejected.contains(isRejectedNow) {
            let some = zip(candidates, isRejected).filter { $1 == isRejectedNow }.map(\.0)
            let assessed = try await assess(
                some, for: prompt, tenant: tenant, terms: terms, isVerified: !isRejectedNow, until: deadline)
            for one in assessed { assessments[one.id] = isRejectedNow ? one.vetoed(by: .feedback) : one }
        }
        return candidates.compactMap { assessments[$0.id] }
    }

    /// What a failure on the way to a decision comes to.
    private static func miss(for error: any Error) -> Outcome {
        switch error {
        case EmbedderError.busy, VerifierError.busy: .miss(.busy)
        case EmbedderError.failed(let reason): .miss(.embeddingFailed, detail: reason)
        case VerifierError.overBudget: .miss(.verifierBudget)
        case VerifierError.failed(let reason): .miss(.verifierFailed, detail: reason)
        default: .miss(.decisionFailed, detail: "\(error)")
        }
    }

    /// The judge's score of two prompts; nil when there is no judge, or when something fails.
    func score(of prompt: String, _ other: String, tenant: Tenant) async -> Float? {
        guard judge != nil, let embeddings = try? await embeddings(of: [prompt, other], tenant: tenant),
            embeddings.allSatisfy(\.isReadable)
        else { return nil }
        let (first, second) = (embeddings[0], embeddings[1])
        let similarity = zip(first.vector, second.vector).reduce(0) { $0 + $1.0 * $1.1 }
        let candidate = Candidate(
            id: EntryID(0), similarity: similarity, prompt: EmbeddedText(other, vector: second.vector), answer: "")
        let judgements = try? await judgements(
            of: [candidate], for: EmbeddedText(prompt, vector: first.vector), tenant: tenant, threshold: nil,
            verifier: verifier, until: verifier?.deadline)
        return judgements?.first?.score
    }

    /// - Parameters:
    ///   - isVerified: whether a verifier is asked, if there is one.
    ///   - deadline: when the lookup ends its waiting for it.
    /// - Throws: `VerifierError`, and whatever the judge throws.
    func assess(
        _ candidates: [Candidate], for prompt: EmbeddedText, tenant: Tenant, terms: ServingTerms,
        isVerified: Bool = true, until deadline: ContinuousClock.Instant?
    ) async throws -> [Assessment] {
        switch terms.rule {
        case .similarity:
            return candidates.map {
                Assessment(id: $0.id, similarity: $0.similarity, score: $0.similarity)
            }
        case .judged:
            let threshold = terms.threshold(for: prompt.text)
            // Where nothing can be promised nothing is served, whatever a verifier would say.
            let judgements = try await judgements(
                of: candidates, for: prompt, tenant: tenant, threshold: threshold,
                verifier: isVerified && threshold != nil ? verifier : nil, until: deadline)
            return zip(candidates, judgements).map { candidate, judgement in
                Assessment(
                    id: candidate.id, similarity: candidate.similarity, score: judgement.score,
                    veto: judgement.veto, verdict: judgement.verdict)
            }
        }
    }

    private func judgements(
        of candidates: [Candidate], for prompt: EmbeddedText, tenant: Tenant, threshold: Float?,
        verifier: (any Verifier)?, until deadline: ContinuousClock.Instant?
    ) async throws -> [Judgement] {
        guard let judge else { throw MissingJudge() }
        let judgements: [Judgement]
        if let verifier {
            judgements = try await judge.judge(prompt, candidates: candidates, threshold: threshold) {
                positions async throws(VerifierError) in
                let verdicts = try await verifier.verify(
                    prompt, against: positions.map { candidates[$0].prompt }, for: tenant, until: deadline)
                guard verdicts.count == positions.count else {
                    throw .failed("it gave \(verdicts.count) verdicts on \(positions.count) candidates")
                }
                return verdicts
            }
        } else {
            judgements = try judge.judge(prompt, candidates: candidates)
        }
        guard judgements.count == candidates.count else {
            throw JudgementCount(expected: candidates.count, given: judgements.count)
        }
        return judgements
    }
}

extension Candidate {
    /// The candidate as one whose answer contradicts no other's.
    fileprivate var withoutAnswer: Candidate {
        Candidate(id: id, similarity: similarity, prompt: prompt, answer: "")
    }
}

/// The index returned an entry from beyond the wall: it must not be believed.
private struct PartitionLeak: Error, CustomStringConvertible {
    let id: EntryID
    var description: String { "the vector index returned entry \(id) of another partition" }
}

private struct MissingJudge: Error, CustomStringConvertible {
    var description: String { "the tenant's rule needs a judge and there is none" }
}

private struct JudgementCount: Error, CustomStringConvertible {
    let expected: Int
    let given: Int
    var description: String { "the judge gave \(given) judgements for \(expected) candidates" }
}
