import Metrics

/// A prompt with its answer, as a caller hands it in.
public struct Answered: Sendable, Equatable {
    public let request: CacheRequest
    public let answer: String
    /// How long, in seconds, it may be served; nil for the tenant's time.
    public let timeToLive: Double?
    /// What the answer took its model; reports add up what hits spare.
    public let cost: AnswerCost

    public init(
        _ request: CacheRequest, answer: String, timeToLive: Double? = nil, cost: AnswerCost = AnswerCost()
    ) {
        self.cost = cost
        self.request = request
        self.answer = answer
        self.timeToLive = timeToLive
    }
}

/// Why entries were not stored or removed. None of these is the caller's mistake.
public enum CacheError: Error, Equatable {
    /// Too much work is waiting; trying again a little later helps.
    case busy
    /// The embedder failed; the text is for an operator.
    case embeddingFailed(String)
    /// An entry weighs more than all entries of its tenant may together; both in bytes.
    case entryTooLarge(weight: Int, capacity: Int)
    case store(StoreError)
}

extension CacheError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .busy: "too much work is waiting"
        case .embeddingFailed(let reason): "the embedder failed: \(reason)"
        case .entryTooLarge(let weight, let capacity):
            "an entry takes \(weight) bytes, and all of its tenant's may take \(capacity) together"
        case .store(let error): error.description
        }
    }
}

extension SemanticCache {
    /// Stores answers: all of them, durably, or none. A request that is stored already gets the new answer
    /// under its old id, unless `mode` says otherwise.
    ///
    /// - Returns: one outcome for each, in their order.
    @discardableResult
    public func insert(
        _ answered: [Answered], mode: WriteMode = .replace
    ) async throws(CacheError) -> [InsertOutcome] {
        guard !answered.isEmpty else { return [] }
        let embeddings = try await embeddings(of: answered)
        let entries = zip(answered, embeddings).map { item, embedding in
            NewEntry(
                request: item.request, answer: item.answer, embedding: embedding,
                rules: policy[item.request.tenant].rules,
                timeToLive: policy[item.request.tenant].timeToLive(requested: item.timeToLive), cost: item.cost)
        }
        for entry in entries {
            let capacity = policy[entry.request.tenant].capacity(within: policy.capacity) ?? policy.capacity
            if let bytes = capacity.bytes, entry.weight > bytes {
                throw .entryTooLarge(weight: entry.weight, capacity: bytes)
            }
        }
        let outcomes = try await stored { () async throws(StoreError) in
            try await store.insert(entries, mode: mode, at: now())
        }
        metrics.inserts.increment(by: outcomes.count { $0.status != .exists })
        await learn(from: entries)
        return outcomes
    }

    /// Stores one answer.
    @discardableResult
    public func insert(
        _ request: CacheRequest, answer: String, mode: WriteMode = .replace
    ) async throws(CacheError) -> InsertOutcome {
        try await insert([Answered(request, answer: answer)], mode: mode)[0]
    }

    /// Removes entries by id; with a tenant, only its own. Unknown ids are not an error.
    ///
    /// Many ids are removed a thousand at a time, so that other writes go on between them; after an error, some
    /// are removed and some are not.
    ///
    /// - Returns: how many were removed.
    @discardableResult
    public func remove(_ ids: [EntryID], tenant: Tenant? = nil) async throws(CacheError) -> Int {
        // Ids begin at 1; in order, so that the store goes through its pages once.
        let ids = Set(ids).filter { $0.rawValue > 0 }.sorted { $0.rawValue < $1.rawValue }
        var count = 0
        for start in stride(from: 0, to: ids.count, by: Self.removalSize) {
            let part = Array(ids[start..<min(start + Self.removalSize, ids.count)])
            count += try await removed { () async throws(StoreError) in
                try await store.remove(part, tenant: tenant)
            }
        }
        return count
    }

    /// Ids that are removed in one write.
    private static let removalSize = 1_000

    /// Removes all entries and the query log of a tenant, and the tenant itself unless it is to be kept.
    @discardableResult
    public func removeAll(
        tenant: Tenant, keepingTenant: Bool = false
    ) async throws(CacheError) -> Int {
        journal.discard(tenant)
        return try await removed { () async throws(StoreError) in
            try await store.removeAll(tenant: tenant, keepingTenant: keepingTenant)
        }
    }

    /// Removes everything that is kept of a user: entries and query log, in one tenant or in all.
    @discardableResult
    public func removeAll(user: String, tenant: Tenant? = nil) async throws(CacheError) -> Int {
        journal.discard { record in
            (record.user?.utf8.elementsEqual(user.utf8) ?? false)
                && (tenant == nil || record.tenant == tenant)
        }
        return try await removed { () async throws(StoreError) in
            try await store.removeAll(user: user, tenant: tenant)
        }
    }

    /// Creates a tenant ahead of its first insert; false when it was there already.
    public func register(_ tenant: Tenant) async throws(CacheError) -> Bool {
        try await stored { () async throws(StoreError) in
            try await store.register(
                tenant, filing: RulesFingerprint(policy[tenant].rules), at: now())
        }
    }

    /// One embedding for each item whose tenant wants it. Texts of one tenant are embedded together.
    private func embeddings(
        of answered: [Answered]
    ) async throws(CacheError) -> [StoredEmbedding?] {
        var embeddings = [StoredEmbedding?](repeating: nil, count: answered.count)
        guard let semantic else { return embeddings }
        let positions = answered.indices.filter {
            policy[answered[$0].request.tenant].mode.usesEmbeddings
        }
        for (tenant, positions) in Dictionary(
            grouping: positions, by: { answered[$0].request.tenant })
        {
            let rules = policy[tenant].rules
            let texts = positions.map { MatchedTexts(answered[$0].request, rules: rules).prompt }
            do {
                for (position, embedding) in zip(
                    positions, try await semantic.embeddings(of: texts, tenant: tenant))
                {
                    embeddings[position] = embedding
                }
            } catch {
                switch error {
                case .busy: throw CacheError.busy
                case .failed(let reason): throw CacheError.embeddingFailed(reason)
                }
            }
        }
        return embeddings
    }

    private func removed(
        _ body: () async throws(StoreError) -> Int
    ) async throws(CacheError) -> Int {
        let count = try await stored(body)
        metrics.removals.increment(by: count)
        return count
    }

    func stored<Value: Sendable>(
        _ body: () async throws(StoreError) -> Value
    ) async throws(CacheError) -> Value {
        do {
            return try await body()
        } catch .busy {
            throw .busy
        } catch {
            metrics.storeFailures.increment()
            throw .store(error)
        }
    }
}
