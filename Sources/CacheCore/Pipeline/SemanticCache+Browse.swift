/// What a cache holds and what its memory is used for.
public struct CacheStatistics: Sendable {
    public let store: StoreSize
    /// Entries by the embedder that was given their texts, the most common one first; the fingerprint is nil for
    /// entries that none was given.
    public let embeddings: [(fingerprint: EmbeddingFingerprint?, entryCount: Int)]
    /// The embedder in use.
    public let fingerprint: EmbeddingFingerprint?
    /// Bytes of answers in memory.
    public let answerCacheBytes: Int
    /// Rows of the query log that wait to be written.
    public let journalDepth: Int
    public let hits: Int64
    public let misses: Int64
    /// Deleted entries that were removed for good since the start.
    public let purged: Int64
    /// Nil in a process that does not evict.
    public let eviction: EvictionStatistics?

    public var hitRate: Double {
        hits + misses == 0 ? 0 : Double(hits) / Double(hits + misses)
    }
}

/// A tenant's policy with what was learnt.
public struct TenantStanding: Sendable, Equatable {
    public let tenant: Tenant
    public let policy: TenantPolicy
    /// What the judge can promise; nil without a judge.
    public let threshold: RiskThreshold?
    public let experience: Experience
    /// What other risks would take, strictest first.
    public let alternatives: [Alternative]

    public struct Alternative: Sendable, Equatable {
        public let risk: Double
        public let threshold: RiskThreshold
    }

    /// The risks that are offered as alternatives.
    static let risks = [0.005, 0.01, 0.02, 0.05, 0.1]
}

extension SemanticCache {
    public func entry(_ id: EntryID) async throws(CacheError) -> CacheEntry? {
        try await stored { () async throws(StoreError) in try await store.entry(id) }
    }

    /// A page of entries in the order of their ids; give the last id to get the next page. It ends at `limit`
    /// entries or at some `CacheEntry.pageBytes` of text, whichever comes first.
    public func entries(
        tenant: Tenant? = nil, after: EntryID = EntryID(0), limit: Int = 100
    ) async throws(CacheError) -> [CacheEntry] {
        try await stored { () async throws(StoreError) in
            try await store.entries(tenant: tenant, after: after, limit: limit)
        }
    }

    /// A page of the entries that match, as `entries(tenant:after:limit:)`.
    ///
    /// - Complexity: all ids that match are collected for each page; see `EntryFilter` and docs/entries.md.
    public func entries(
        matching filter: EntryFilter, after: EntryID = EntryID(0), limit: Int = 100
    ) async throws(CacheError) -> [CacheEntry] {
        try await stored { () async throws(StoreError) in
            let ids = try await store.ids(matching: filter).filter { $0 > after }
            var page: [CacheEntry] = []
            var byteCount = 0
            for start in stride(from: 0, to: min(ids.count, limit), by: Self.readSize) {
                let part = Array(ids[start..<min(start + Self.readSize, ids.count, limit)])
                for entry in try await store.entries(part).sorted(by: { $0.id < $1.id }) {
                    guard byteCount < CacheEntry.pageBytes else { return page }
                    page.append(entry)
                    byteCount += entry.byteCount
                }
            }
            return page
        }
    }

    private static let readSize = 64

    /// A page of tenants in the order of their names; give the last one to get the next page.
    public func tenants(
        after: Tenant? = nil, limit: Int = 100
    ) async throws(CacheError) -> [TenantSummary] {
        try await stored { () async throws(StoreError) in
            try await store.tenants(after: after, limit: limit)
        }
    }

    /// The newest rows of the query log, newest first.
    public func queryLog(
        tenant: Tenant? = nil, limit: Int = 100
    ) async throws(CacheError) -> [QueryRecord] {
        try await stored { () async throws(StoreError) in
            try await store.queryLog(tenant: tenant, limit: limit)
        }
    }

    /// What may be served to a tenant now, and on what grounds.
    public func standing(of tenant: Tenant) -> TenantStanding {
        let policy = policy[tenant]
        func threshold(_ risk: Double) -> RiskThreshold? {
            labels.threshold(for: tenant, risk: risk, basis: policy.riskBasis)
        }
        return TenantStanding(
            tenant: tenant, policy: policy, threshold: threshold(policy.risk),
            experience: labels.experience(of: tenant),
            alternatives: TenantStanding.risks.compactMap { risk in
                threshold(risk).map { TenantStanding.Alternative(risk: risk, threshold: $0) }
            })
    }

    /// Goes through stored entries and finds walls that cost hits. Reads all entries of the tenant, or of all.
    public func walls(tenant: Tenant? = nil) async throws(CacheError) -> [WallAnalysis.Finding] {
        var analysis = WallAnalysis(policy: policy)
        var last = EntryID(0)
        while true {
            let page = try await entries(tenant: tenant, after: last, limit: 500)
            guard let end = page.last else { return analysis.findings }
            for entry in page { analysis.add(entry.request) }
            last = end.id
        }
    }

    public func statistics() async throws(CacheError) -> CacheStatistics {
        let size = try await stored { () async throws(StoreError) in try await store.size() }
        let counts = try await stored { () async throws(StoreError) in try await store.embeddingCounts() }
        let embeddings = Dictionary(grouping: counts, by: \.fingerprint)
            .map { (fingerprint: $0, entryCount: $1.reduce(0) { $0 + $1.entryCount }) }
            .sorted {
                ($1.entryCount, $0.fingerprint?.rawValue ?? "") < ($0.entryCount, $1.fingerprint?.rawValue ?? "")
            }
        return CacheStatistics(
            store: size, embeddings: embeddings, fingerprint: migration?.fingerprint,
            answerCacheBytes: memory.answerByteCount, journalDepth: journal.depth,
            hits: metrics.hitCount, misses: metrics.missCount,
            purged: purging.count, eviction: eviction?.statistics)
    }

    /// The number of entries, without asking the store.
    public var entryCount: Int { memory.entryCount }
    /// Bytes of answers in memory.
    public var answerCacheBytes: Int { memory.answerByteCount }
    /// Writes that wait for their transaction.
    public var writeQueueDepth: Int { store.queueDepth }
}
