import Metrics

extension SemanticCache {
    /// Deletes entries by id; with a tenant, only its own. Unknown ids are not an error. Within `CachePolicy.undoWindow` they
    /// can be restored.
    ///
    /// Many ids go a thousand at a time, so that other writes go on between them; after an error, some are deleted and some
    /// are not.
    ///
    /// - Parameter isPurged: whether they are removed at once and for good, also if they were deleted before.
    /// - Returns: how many went.
    @discardableResult
    public func remove(
        _ ids: [EntryID], tenant: Tenant? = nil, isPurged: Bool = false
    ) async throws(CacheError) -> Int {
        // Ids begin at 1; in order, so that the store goes through its pages once.
        let ids = Set(ids).filter { $0.rawValue > 0 }.sorted()
        return try await delete(ids, tenant: tenant, isPurged: isPurged).count
    }

    /// Deletes the entries that match when it begins; one that is written meanwhile may be among them or not.
    ///
    /// - Parameters:
    ///   - filter: must have a condition, so that nobody deletes everything by accident.
    ///   - isPurged: whether they are removed at once and for good.
    /// - Throws: `CacheError.emptyFilter`.
    public func remove(
        matching filter: EntryFilter, isPurged: Bool = false
    ) async throws(CacheError) -> DeletionOutcome {
        let ids = try await ids(matching: filter)
        return try await delete(ids, tenant: filter.tenant, isPurged: isPurged)
    }

    /// How many entries `remove(matching:)` would delete.
    ///
    /// - Throws: `CacheError.emptyFilter`.
    public func count(matching filter: EntryFilter) async throws(CacheError) -> Int {
        try await ids(matching: filter).count
    }

    private func ids(matching filter: EntryFilter) async throws(CacheError) -> [EntryID] {
        guard !filter.isEmpty else { throw .emptyFilter }
        return try await stored { () async throws(StoreError) in try await store.ids(matching: filter) }
    }

    private func delete(
        _ ids: [EntryID], tenant: Tenant?, isPurged: Bool
    ) async throws(CacheError) -> DeletionOutcome {
        let isPurged = isPurged || policy.undoWindow == 0
        var count = 0
        var deletion: DeletionID?
        for start in stride(from: 0, to: ids.count, by: Self.removalSize) {
            let part = Array(ids[start..<min(start + Self.removalSize, ids.count)])
            let earlier = deletion
            let outcome = try await stored { () async throws(StoreError) in
                isPurged
                    ? DeletionOutcome(count: try await store.remove(part, tenant: tenant), id: nil)
                    : try await store.delete(part, tenant: tenant, as: earlier, at: now())
            }
            count += outcome.count
            deletion = outcome.id ?? deletion
        }
        metrics.removals.increment(by: count)
        return DeletionOutcome(count: count, id: deletion)
    }

    /// Ids that are removed in one write.
    private static let removalSize = 1_000

    /// Removes all entries and the query log of a tenant for good, and the tenant itself unless it is to be kept.
    ///
    /// They are out of reach when it returns, and it returns at once, however many there are. What is left of them in the
    /// files goes in the background; `finishPurging` waits for that.
    @discardableResult
    public func removeAll(
        tenant: Tenant, keepingTenant: Bool = false
    ) async throws(CacheError) -> Int {
        journal.discard(tenant)
        // The store would have to look at each.
        let count = memory.entryCount(of: tenant)
        return try await removed { () async throws(StoreError) in
            try await store.removeAll(tenant: tenant, keepingTenant: keepingTenant)
            return count
        }
    }

    /// Removes everything that is kept of a user for good: entries and query log, in one tenant or in all.
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

    private func removed(
        _ body: () async throws(StoreError) -> Int
    ) async throws(CacheError) -> Int {
        let count = try await stored(body)
        metrics.removals.increment(by: count)
        return count
    }

    /// Removes for good what was deleted longer ago than it can be undone, and what is left of tenants that were removed.
    /// Happens in the background anyway.
    public func finishPurging() async throws(CacheError) {
        try await stored { () async throws(StoreError) in try await purging.purge() }
    }
}

extension SemanticCache {
    /// A page of deleted entries that can be restored, in the order of their ids; as `entries(tenant:after:limit:)`.
    public func deletedEntries(
        tenant: Tenant? = nil, after: EntryID = EntryID(0), limit: Int = 100
    ) async throws(CacheError) -> [CacheEntry] {
        try await stored { () async throws(StoreError) in
            try await store.deletedEntries(.tenant(tenant), after: after, limit: limit)
        }
    }

    /// Undoes the deletion of an entry. It has its id, its times and its hits again.
    public func restore(_ id: EntryID) async throws(CacheError) -> RestoreOutcome {
        try await restore(.ids([id]))
    }

    /// Undoes a deletion, as far as its entries can be restored still.
    public func restore(_ deletion: DeletionID) async throws(CacheError) -> RestoreOutcome {
        try await restore(.deletion(deletion))
    }

    private func restore(_ selection: DeletedSelection) async throws(CacheError) -> RestoreOutcome {
        var outcome = RestoreOutcome()
        var last = EntryID(0)
        while true {
            let after = last
            let page = try await stored { () async throws(StoreError) in
                try await store.deletedEntries(selection, after: after, limit: Self.restoreSize)
            }
            guard let end = page.last else { return outcome }
            last = end.id
            // What is due to be purged is as good as purged.
            let time = now()
            let entries = try await filed(page.filter { isRestorable($0, at: time) })
            let part = try await stored { () async throws(StoreError) in try await store.restore(entries) }
            outcome.restored += part.restored
            outcome.superseded += part.superseded
        }
    }

    private static let restoreSize = 256

    private func isRestorable(_ entry: CacheEntry, at time: Timestamp) -> Bool {
        entry.deletion.map { time.seconds(since: $0.time) < policy.undoWindow } ?? false
    }

    /// Entries as the rules and the embedder in use would have filed them: both may have changed while they were deleted.
    private func filed(_ entries: [CacheEntry]) async throws(CacheError) -> [RefiledEntry] {
        let fingerprint = semantic?.embedder.fingerprint
        let waiting = entries.filter { $0.embeddingFingerprint != fingerprint }
        let embeddings = try await embeddings(of: waiting.map(\.request))
        let replaced = Dictionary(uniqueKeysWithValues: zip(waiting.map(\.id), embeddings))
        return entries.map { entry in
            let rules = policy[entry.request.tenant].rules
            return RefiledEntry(
                id: entry.id, partition: RequestIdentity(entry.request, rules: rules).partition,
                vector: (replaced[entry.id] ?? nil).map { .replaced($0) } ?? .kept)
        }
    }
}
