import Metrics

/// A prompt with its answer, as a caller hands it in.
public struct Answered: Sendable, Equatable {
    public let request: CacheRequest
    public let answer: String
    public let lifetime: RequestedLifetime
    public let details: EntryDetails
    /// What the answer took its model; reports add up what hits spare.
    public let cost: AnswerCost

    public init(
        _ request: CacheRequest, answer: String, lifetime: RequestedLifetime = RequestedLifetime(),
        details: EntryDetails = EntryDetails(), cost: AnswerCost = AnswerCost()
    ) {
        self.cost = cost
        self.request = request
        self.answer = answer
        self.lifetime = lifetime
        self.details = details
    }
}

/// Why entries were not stored or removed.
public enum CacheError: Error, Equatable {
    /// Too much work is waiting; trying again a little later helps.
    case busy
    /// The embedder failed; the text is for an operator.
    case embeddingFailed(String)
    /// An entry weighs more than all entries of its tenant may together; both in bytes.
    case entryTooLarge(weight: Int, capacity: Int)
    /// A removal without a condition, which would mean everything.
    case emptyFilter
    case store(StoreError)
}

extension CacheError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .busy: "too much work is waiting"
        case .embeddingFailed(let reason): "the embedder failed: \(reason)"
        case .entryTooLarge(let weight, let capacity):
            "an entry takes \(weight) bytes, and all of its tenant's may take \(capacity) together"
        case .emptyFilter: "no condition says which entries are meant"
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
        let embeddings = try await embeddings(of: answered.map(\.request))
        let entries = zip(answered, embeddings).map { newEntry($0, embedding: $1) }
        for entry in entries { try checkWeight(of: entry) }
        let outcomes = try await stored { () async throws(StoreError) in
            try await store.insert(entries, mode: mode, at: now())
        }
        metrics.inserts.increment(by: outcomes.count { $0.status != .exists })
        await learn(from: entries)
        return outcomes
    }

    /// The entry of an answer by its tenant's policy.
    func newEntry(_ item: Answered, embedding: StoredEmbedding?, history: EntryHistory? = nil) -> NewEntry {
        var lifetime = policy[item.request.tenant].lifetime(item.lifetime)
        // What came without an end gets none from its tenant.
        if let history, history.expiresAt == nil { lifetime.timeToLive = nil }
        return NewEntry(
            request: item.request, answer: item.answer, embedding: embedding,
            rules: policy[item.request.tenant].rules, lifetime: lifetime,
            details: item.details, cost: item.cost, history: history)
    }

    /// An entry that weighs more than its tenant may hold would be evicted at once.
    func checkWeight(of entry: NewEntry) throws(CacheError) {
        let capacity = policy[entry.request.tenant].capacity(within: policy.capacity) ?? policy.capacity
        if let bytes = capacity.bytes, entry.weight > bytes {
            throw .entryTooLarge(weight: entry.weight, capacity: bytes)
        }
    }

    /// Stores one answer.
    @discardableResult
    public func insert(
        _ request: CacheRequest, answer: String, mode: WriteMode = .replace
    ) async throws(CacheError) -> InsertOutcome {
        try await insert([Answered(request, answer: answer)], mode: mode)[0]
    }

    /// Creates a tenant ahead of its first insert; false when it was there already.
    public func register(_ tenant: Tenant) async throws(CacheError) -> Bool {
        try await stored { () async throws(StoreError) in
            try await store.register(
                tenant, filing: RulesFingerprint(policy[tenant].rules), at: now())
        }
    }

    /// One embedding for each request whose tenant wants it. Texts of one tenant are embedded together.
    func embeddings(of requests: [CacheRequest]) async throws(CacheError) -> [StoredEmbedding?] {
        var embeddings = [StoredEmbedding?](repeating: nil, count: requests.count)
        guard let semantic else { return embeddings }
        let positions = requests.indices.filter { policy[requests[$0].tenant].mode.usesEmbeddings }
        for (tenant, positions) in Dictionary(grouping: positions, by: { requests[$0].tenant }) {
            let rules = policy[tenant].rules
            let texts = positions.map { MatchedTexts.prompt(of: requests[$0], rules: rules) }
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
