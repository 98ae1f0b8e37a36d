import Logging

extension SemanticCache {
    /// Looks for an answer. Whatever fails on the way, the outcome is a miss that says so: the caller can
    /// always go on and ask its model.
    ///
    /// - Parameter tightening: what this caller asks for beyond its tenant's policy.
    public func lookup(_ request: CacheRequest, tightening: Tightening = Tightening()) async -> Lookup {
        let start = ContinuousClock.now
        let policy = policy[request.tenant].tightened(by: tightening)
        let outcome = await find(request, policy: policy, tightening: tightening)
        let seconds = (ContinuousClock.now - start).seconds
        let lookup = outcome.lookup(seconds: seconds) { serve($0, $1) }
        metrics.record(lookup, seconds: seconds)
        log(lookup, of: request)
        return lookup
    }

    private enum Outcome {
        case exact(EntryID, AnswerCache.Answer)
        case semantic(Decision, AnswerCache.Answer, HitID)
        /// - hit: in shadow mode, what would have been served.
        case miss(MissReason, detail: String? = nil, decision: Decision? = nil, hit: HitID? = nil)

        func lookup(seconds: Double, freshness: (EntryID, AnswerCache.Answer) -> Freshness) -> Lookup {
            switch self {
            case .exact(let id, let answer):
                let hit = HitID(
                    tier: .exact, entry: id, writtenAt: answer.writtenAt,
                    asked: TextsDigest(answer.identity.request.digest))
                return .hit(
                    Hit(hit, answer: answer, decision: nil, freshness: freshness(id, answer), seconds: seconds))
            case .semantic(let decision, let answer, let hit):
                return .hit(
                    Hit(
                        hit, answer: answer, decision: decision, freshness: freshness(hit.entry, answer),
                        seconds: seconds))
            case .miss(let reason, let detail, let decision, let hit):
                return .miss(
                    Miss(
                        reason: reason, detail: detail, nearest: decision?.best,
                        threshold: decision?.threshold, hitID: hit, seconds: seconds))
            }
        }
    }

    private func find(_ request: CacheRequest, policy: TenantPolicy, tightening: Tightening) async -> Outcome {
        guard policy.mode != .off else { return .miss(.off) }
        let identity = RequestIdentity(request, rules: policy.rules)
        do {
            if let id = memory.entry(answering: identity, of: request.tenant),
                let answer = try await answer(of: id), answer.identity == identity, answer.carries(tightening.tags)
            {
                if let objection = objection(to: answer, for: request, policy: policy) {
                    return .miss(.volatile, detail: objection)
                }
                return .exact(id, answer)
            }
        } catch {
            return .miss(.storeFailed, detail: "\(error)")
        }
        guard policy.mode.usesEmbeddings, let semantic else { return .miss(.noEntry) }
        let texts = MatchedTexts(request, rules: policy.rules)
        guard policy.volatileAge == nil || texts.nature.isLasting else {
            let words = (texts.nature.changing + texts.nature.personal).joined(separator: ", ")
            return .miss(.volatile, detail: "\"\(words)\" is answered for identical requests only")
        }
        let admitted: [EntryID]?
        do {
            admitted = try await entries(of: request.tenant, carrying: tightening.tags)
        } catch {
            return .miss(.storeFailed, detail: "\(error)")
        }
        guard admitted?.isEmpty != true else { return .miss(.noEntry) }
        let terms = terms(of: request.tenant, policy: policy, tightening: tightening)
        if case .drift(let wrong, let served)? = terms.promise?.grounds, terms.promise?.value == nil {
            return .miss(.drift, detail: "\(wrong) of \(served) semantic hits were reported to be wrong")
        }
        let search: @Sendable () async -> SemanticTier.Outcome = { [self] in
            await semantic.find(
                texts, tenant: request.tenant, in: identity.partition, among: admitted, terms: terms,
                answers: { try await self.answers(of: $0).filter { $0.value.carries(tightening.tags) } })
        }
        guard let found = await result(within: lookupBudget, of: search) else {
            return .miss(.lookupBudget)
        }
        let asked = Asked(tenant: request.tenant, request: identity.request, texts: texts)
        return await resolve(found, of: asked, mode: policy.mode)
    }

    /// The entries of a tenant that carry all of the tags; nil for no tags, which means all.
    private func entries(of tenant: Tenant, carrying tags: [EntryTag]) async throws(StoreError) -> [EntryID]? {
        guard !tags.isEmpty else { return nil }
        return try await store.ids(matching: EntryFilter(tenant: tenant, tags: tags))
    }

    private func objection(to answer: AnswerCache.Answer, for request: CacheRequest, policy: TenantPolicy) -> String? {
        guard let maximumAge = policy.volatileAge, !answer.texts.nature.isLasting else { return nil }
        return answer.texts.nature.objection(
            age: now().seconds(since: answer.writtenAt), maximumAge: maximumAge, hasUser: request.user != nil)
    }

    private func terms(of tenant: Tenant, policy: TenantPolicy, tightening: Tightening) -> ServingTerms {
        var promise: RiskThreshold?
        if case .judged(let risk, let basis) = policy.rule {
            promise = labels.threshold(for: tenant, risk: risk, basis: basis)
        }
        return ServingTerms(
            rule: policy.rule, promise: promise, minimumScore: tightening.threshold,
            rejected: labels.rejected(of: tenant))
    }

    /// Fetches the answer that the semantic tier decided to serve.
    private func resolve(_ found: SemanticTier.Outcome, of asked: Asked, mode: CacheMode) async -> Outcome {
        switch found {
        case .miss(let reason, let detail):
            return .miss(reason, detail: detail)
        case .decided(let decision):
            do {
                let best = decision.best
                if case .refuse(let reason) = decision.verdict {
                    await awaitAnswer(to: asked, nearest: best)
                    return .miss(reason, decision: decision)
                }
                guard let answer = try await answer(of: best.id) else { return .miss(.noEntry) }
                // Where the cosine decides, the score is no judge's.
                let judge = policy[asked.tenant].isJudged ? semantic?.judge : nil
                let hit = HitID(
                    tier: .semantic, entry: best.id, writtenAt: answer.writtenAt,
                    asked: TextsDigest(asked.texts, of: asked.tenant), score: judge.map { _ in best.score },
                    judge: judge?.name ?? "")
                labels.countServed(asked.tenant)
                guard mode != .shadow else {
                    await awaitAnswer(to: asked, nearest: best)
                    return .miss(.shadow, decision: decision, hit: hit)
                }
                return .semantic(decision, answer, hit)
            } catch {
                return .miss(.storeFailed, detail: "\(error)")
            }
        }
    }

    /// The answer, if the entry is there and its time is not over.
    func answer(of id: EntryID) async throws(StoreError) -> AnswerCache.Answer? {
        if let answer = memory.cachedAnswer(of: id) { return answer.isOver(at: now()) ? nil : answer }
        return try await loadAnswers(of: [id])[id]
    }

    /// The answers that are still there and whose time is not over. Those that are not in memory are read together.
    private func answers(of ids: [EntryID]) async throws(StoreError) -> [EntryID: AnswerCache.Answer] {
        var answers: [EntryID: AnswerCache.Answer] = [:]
        for id in ids { answers[id] = memory.cachedAnswer(of: id) }
        let missing = ids.filter { answers[$0] == nil }
        let time = now()
        answers = answers.filter { !$0.value.isOver(at: time) }
        guard !missing.isEmpty else { return answers }
        return answers.merging(try await loadAnswers(of: missing)) { first, _ in first }
    }

    private func loadAnswers(of ids: [EntryID]) async throws(StoreError) -> [EntryID: AnswerCache.Answer] {
        let loads = memory.beginLoads(ids)
        var loaded: [EntryID: AnswerCache.Answer] = [:]
        defer { memory.endLoads(loads, loaded: loaded) }
        for entry in try await store.entries(ids) {
            let rules = policy[entry.request.tenant].rules
            loaded[entry.id] = AnswerCache.Answer(
                entry.request, identity: RequestIdentity(entry.request, rules: rules),
                texts: MatchedTexts(entry.request, rules: rules), answer: entry.answer,
                writtenAt: entry.modifiedAt, expiresAt: entry.expiresAt, lifetime: entry.lifetime,
                tags: entry.details.tags)
        }
        let time = now()
        return loaded.filter { !$0.value.isOver(at: time) }
    }

    /// Notes that an answer is being served: one that slides lives on, one that is stale is refreshed by somebody.
    private func serve(_ id: EntryID, _ answer: AnswerCache.Answer) -> Freshness {
        let time = now()
        if answer.isStale(at: time) {
            return leases.claim(id, writtenAt: answer.writtenAt, at: time) ? .refreshing : .stale
        }
        if answer.lifetime.isSliding, let expiry = answer.lifetime.expiry(from: time) {
            memory.extend(id, writtenAt: answer.writtenAt, to: expiry)
        }
        return .fresh
    }

    private func log(_ lookup: Lookup, of request: CacheRequest) {
        let time = now()
        let record: QueryRecord
        switch lookup {
        case .hit(let hit):
            eviction?.used(hit.id, of: request.tenant)
            record = QueryRecord(
                time: time, tenant: request.tenant, user: request.user, messages: request.messages,
                match: request.match, tier: hit.tier, entry: hit.id, similarity: hit.similarity,
                score: hit.score, seconds: hit.seconds)
        case .miss(let miss):
            record = QueryRecord(
                time: time, tenant: request.tenant, user: request.user, messages: request.messages,
                match: request.match, errorDescription: miss.detail ?? "", missReason: miss.reason,
                entry: miss.nearest?.id, similarity: miss.nearest?.similarity,
                score: miss.nearest?.score, guardName: miss.nearest?.veto?.guardName, seconds: miss.seconds)
        }
        journal.record(lookup, as: record)
    }
}

/// Whether an answer has expired, and who writes it anew.
private enum Freshness {
    case fresh
    case stale
    /// Stale, and this caller is to refresh it.
    case refreshing
}

extension Hit {
    fileprivate init(
        _ id: HitID, answer: AnswerCache.Answer, decision: Decision?, freshness: Freshness, seconds: Double
    ) {
        self.init(
            hitID: id, answer: answer.text, question: answer.question,
            similarity: decision?.best.similarity ?? 1, score: decision?.best.score,
            threshold: decision?.threshold, writtenAt: answer.writtenAt, isStale: freshness != .fresh,
            shouldRefresh: freshness == .refreshing, seconds: seconds)
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
