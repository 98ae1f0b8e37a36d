import CanonicalJSON

/// What an entry is to have in place of what it has; nil leaves a part as it is.
public struct Correction: Sendable, Equatable {
    /// Counts as a writing: the entry's time begins anew.
    public var answer: String?
    public var tags: [EntryTag]?
    public var metadata: JSONObject?
    /// Seconds.
    public var timeToLive: Double?
    public var isSliding: Bool?
    /// Seconds.
    public var staleTime: Double?
    public var isPinned: Bool?

    public init(
        answer: String? = nil, tags: [EntryTag]? = nil, metadata: JSONObject? = nil, timeToLive: Double? = nil,
        isSliding: Bool? = nil, staleTime: Double? = nil, isPinned: Bool? = nil
    ) {
        self.answer = answer
        self.tags = tags
        self.metadata = metadata
        self.timeToLive = timeToLive
        self.isSliding = isSliding
        self.staleTime = staleTime
        self.isPinned = isPinned
    }

    public var isEmpty: Bool { self == Correction() }
}

extension SemanticCache {
    /// Corrects a stored entry; it keeps its id, its prompt and its vector.
    ///
    /// A new answer is a new writing. It, a time to live, and setting or lifting a pin begin the entry's time anew;
    /// everything else leaves its end as it is.
    ///
    /// - Returns: the entry as it is now; nil when there is none.
    @discardableResult
    public func correct(_ id: EntryID, _ correction: Correction) async throws(CacheError) -> CacheEntry? {
        guard let entry = try await entry(id) else { return nil }
        let policy = policy[entry.request.tenant]
        let lifetime = policy.lifetime(of: entry, corrected: correction)
        let isTimeKept =
            correction.answer == nil && correction.timeToLive == nil && lifetime.isPinned == entry.lifetime.isPinned
        let corrected = NewEntry(
            request: entry.request, answer: correction.answer ?? entry.answer, rules: policy.rules,
            lifetime: lifetime,
            details: EntryDetails(
                tags: correction.tags ?? entry.details.tags, metadata: correction.metadata ?? entry.details.metadata),
            cost: entry.cost, countedFrom: isTimeKept ? entry.lifetimeBegan : now())
        try checkWeight(of: corrected)
        let time = correction.answer == nil ? entry.modifiedAt : now()
        let isThere = try await stored { () async throws(StoreError) in
            try await store.correct(id, with: corrected, at: time)
        }
        return isThere ? try await self.entry(id) : nil
    }
}

extension CacheEntry {
    /// From when its time to live counts.
    fileprivate var lifetimeBegan: Timestamp? {
        guard let expiresAt, let timeToLive = lifetime.timeToLive else { return nil }
        return Timestamp(milliseconds: expiresAt.rawValue - Int64(timeToLive * 1_000))
    }
}

extension TenantPolicy {
    /// A time that is not asked for stays, unless a pin is set or lifted: one that is pinned has no end but its own.
    fileprivate func lifetime(of entry: CacheEntry, corrected correction: Correction) -> EntryLifetime {
        let old = entry.lifetime
        var new = lifetime(
            RequestedLifetime(
                timeToLive: correction.timeToLive, isSliding: correction.isSliding ?? old.isSliding,
                staleTime: correction.staleTime ?? old.staleTime, isPinned: correction.isPinned ?? old.isPinned))
        if correction.timeToLive == nil, new.isPinned == old.isPinned { new.timeToLive = old.timeToLive }
        return new
    }
}
