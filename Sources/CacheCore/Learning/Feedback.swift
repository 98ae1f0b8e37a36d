/// What a caller says of an answer.
public struct Feedback: Sendable, Equatable {
    public enum Subject: Sendable, Equatable {
        /// A hit, by the id that its reply carried.
        case hit(HitID)
        /// An entry for a request of its tenant, whether or not it was served.
        case entry(EntryID, for: CacheRequest)
        /// An entry for its own request.
        case answer(EntryID)
    }

    public let subject: Subject
    public let isCorrect: Bool
    /// Where given, entries of other tenants are not known.
    public let tenant: Tenant?

    public init(_ subject: Subject, isCorrect: Bool, tenant: Tenant? = nil) {
        self.subject = subject
        self.isCorrect = isCorrect
        self.tenant = tenant
    }
}

/// What feedback has changed.
public enum FeedbackEffect: String, Sendable, CaseIterable {
    /// The entry is never served again for this prompt, nor the other way round.
    case pairRejected = "pair_rejected"
    /// The pair counts as a right one.
    case pairConfirmed = "pair_confirmed"
    /// The answer was wrong for its own prompt, so it is gone.
    case entryRemoved = "entry_removed"
    /// There was nothing to learn: a right exact hit, or an answer that has been replaced since.
    case none
}

/// Why feedback was not taken.
public enum FeedbackError: Error, Equatable {
    /// The entry is gone, or is another tenant's.
    case noEntry(EntryID)
    /// The request and the entry can never meet, because what must be identical is not.
    case otherPartition(EntryID)
    case cache(CacheError)
}

extension SemanticCache {
    /// Learns from what a caller says of an answer; durable when it returns.
    @discardableResult
    public func learn(_ feedback: Feedback) async throws(FeedbackError) -> FeedbackEffect {
        let id = feedback.subject.entry
        guard let entry = try await known(id), feedback.tenant == nil || entry.request.tenant == feedback.tenant
        else { throw .noEntry(id) }
        switch feedback.subject {
        case .answer:
            return feedback.isCorrect ? .none : try await removeWrong(entry)
        case .hit(let hit) where hit.tier == .exact:
            let isCurrent = hit.writtenAt == entry.modifiedAt
            return feedback.isCorrect || !isCurrent ? .none : try await removeWrong(entry)
        case .hit(let hit):
            return try await label(
                hit.asked, entry, isSame: feedback.isCorrect, source: .feedback,
                score: judge.flatMap { hit.score(by: $0.name) })
        case .entry(_, let request):
            return try await label(request, entry, isSame: feedback.isCorrect)
        }
    }

    private func label(
        _ request: CacheRequest, _ entry: CacheEntry, isSame: Bool
    ) async throws(FeedbackError) -> FeedbackEffect {
        let rules = policy[request.tenant].rules
        let identity = RequestIdentity(request, rules: rules)
        let stored = RequestIdentity(entry.request, rules: rules)
        guard identity != stored else {
            return isSame ? .none : try await removeWrong(entry)
        }
        guard request.tenant == entry.request.tenant, identity.partition == stored.partition else {
            throw .otherPartition(entry.id)
        }
        let asked = MatchedTexts(request, rules: rules)
        let score = await semantic?.score(
            of: asked.prompt, MatchedTexts(entry.request, rules: rules).prompt, tenant: request.tenant)
        return try await label(
            TextsDigest(asked, of: request.tenant), entry, isSame: isSame, source: .example, score: score)
    }

    private func label(
        _ asked: TextsDigest, _ entry: CacheEntry, isSame: Bool, source: PairLabel.Source, score: Float?
    ) async throws(FeedbackError) -> FeedbackEffect {
        let tenant = entry.request.tenant
        let stored = TextsDigest(MatchedTexts(entry.request, rules: policy[tenant].rules), of: tenant)
        let label = PairLabel(
            tenant: tenant, pair: PairDigest(asked, stored), isSame: isSame, source: source, score: score,
            judge: judge?.name ?? "", time: now())
        do {
            try await self.stored { () async throws(StoreError) in try await store.label([label]) }
        } catch {
            throw .cache(error)
        }
        return isSame ? .pairConfirmed : .pairRejected
    }

    private func removeWrong(_ entry: CacheEntry) async throws(FeedbackError) -> FeedbackEffect {
        do {
            return try await remove([entry.id], tenant: entry.request.tenant) == 1 ? .entryRemoved : .none
        } catch {
            throw .cache(error)
        }
    }

    private func known(_ id: EntryID) async throws(FeedbackError) -> CacheEntry? {
        do {
            return try await entry(id)
        } catch {
            throw .cache(error)
        }
    }

    private var judge: (any Judge)? { semantic?.judge }
}

extension Feedback.Subject {
    fileprivate var entry: EntryID {
        switch self {
        case .hit(let hit): hit.entry
        case .entry(let id, for: _), .answer(let id): id
        }
    }
}
