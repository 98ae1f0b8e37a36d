import Logging

extension SemanticCache {
    /// Looks for an answer. Whatever fails on the way, the outcome is a miss that says so: the caller can
    /// always go on and ask its model.
    public func lookup(_ request: CacheRequest) async -> Lookup {
        let start = ContinuousClock.now
        let policy = policy[request.tenant]
        let outcome = await find(request, policy: policy)
        let seconds = (ContinuousClock.now - start).seconds
        let lookup = outcome.lookup(seconds: seconds, threshold: policy.threshold)
        metrics.record(lookup, seconds: seconds)
        log(lookup, of: request)
        return lookup
    }

    private enum Outcome {
        case hit(EntryID, AnswerCache.Answer, Tier, similarity: Float)
        case miss(MissReason, detail: String? = nil, nearest: Neighbour? = nil)

        func lookup(seconds: Double, threshold: Float) -> Lookup {
            switch self {
            case .hit(let id, let answer, let tier, let similarity):
                return .hit(
                    Hit(
                        id: id, answer: answer.text, question: answer.question, tier: tier,
                        similarity: similarity, writtenAt: answer.writtenAt, seconds: seconds))
            case .miss(let reason, let detail, let nearest):
                return .miss(
                    Miss(
                        reason: reason, detail: detail, nearest: nearest,
                        threshold: nearest == nil ? nil : threshold, seconds: seconds))
            }
        }
    }

    private func find(_ request: CacheRequest, policy: TenantPolicy) async -> Outcome {
        guard policy.mode != .off else { return .miss(.off) }
        let identity = RequestIdentity(request, rules: policy.rules)
        do {
            if let id = memory.entry(answering: identity, of: request.tenant),
                let answer = try await answer(of: id), answer.identity == identity
            {
                return .hit(id, answer, .exact, similarity: 1)
            }
        } catch {
            return .miss(.storeFailed, detail: "\(error)")
        }
        guard policy.mode.usesEmbeddings, let semantic else { return .miss(.noEntry) }
        let found = await semantic.find(
            MatchedTexts(request, rules: policy.rules), tenant: request.tenant, in: identity.partition,
            threshold: policy.threshold, texts: { [self] in try await answer(of: $0)?.texts })
        return await resolve(found, in: identity.partition, mode: policy.mode)
    }

    /// Fetches the answer that the semantic tier chose, and checks once more that it lies in the partition.
    private func resolve(
        _ found: SemanticTier.Outcome, in partition: PartitionDigest, mode: CacheMode
    ) async -> Outcome {
        switch found {
        case .miss(let reason, let detail, let nearest):
            return .miss(reason, detail: detail, nearest: nearest)
        case .serve(let neighbour) where mode == .shadow:
            return .miss(.shadow, nearest: neighbour)
        case .serve(let neighbour):
            do {
                guard let answer = try await answer(of: neighbour.id) else { return .miss(.noEntry) }
                guard answer.identity.partition == partition else {
                    logger.critical(
                        "The vector index returned an entry of another partition",
                        metadata: ["entry": "\(neighbour.id)"])
                    return .miss(.searchFailed, detail: "an entry of another partition was found")
                }
                return .hit(neighbour.id, answer, .semantic, similarity: neighbour.similarity)
            } catch {
                return .miss(.storeFailed, detail: "\(error)")
            }
        }
    }

    /// The answer from memory, or from the store; nil when the entry is gone.
    private func answer(of id: EntryID) async throws(StoreError) -> AnswerCache.Answer? {
        if let answer = memory.cachedAnswer(of: id) {
            return answer
        }
        let ticket = memory.beginLoad(id)
        var answer: AnswerCache.Answer?
        defer { memory.endLoad(id, ticket: ticket, answer: answer) }
        if let entry = try await store.entry(id) {
            let rules = policy[entry.request.tenant].rules
            answer = AnswerCache.Answer(
                entry.request, identity: RequestIdentity(entry.request, rules: rules),
                texts: MatchedTexts(entry.request, rules: rules), answer: entry.answer,
                writtenAt: entry.modifiedAt)
        }
        return answer
    }

    private func log(_ lookup: Lookup, of request: CacheRequest) {
        let time = now()
        let record: QueryRecord
        switch lookup {
        case .hit(let hit):
            journal.countHit(hit.id, at: time)
            record = QueryRecord(
                time: time, tenant: request.tenant, user: request.user, messages: request.messages,
                match: request.match, tier: hit.tier, entry: hit.id, similarity: hit.similarity,
                seconds: hit.seconds)
        case .miss(let miss):
            record = QueryRecord(
                time: time, tenant: request.tenant, user: request.user, messages: request.messages,
                match: request.match, errorDescription: miss.detail ?? "", missReason: miss.reason,
                entry: miss.nearest?.id, similarity: miss.nearest?.similarity, seconds: miss.seconds)
        }
        journal.record(record)
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
