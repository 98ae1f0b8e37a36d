/// Correction, deletion and restoring in the store in memory.
extension MapEntryStore {
    public func ids(matching filter: EntryFilter) async throws(StoreError) -> [EntryID] {
        try change { state in
            state.entries.values.lazy.map(\.entry).filter { filter.matches($0) }.map(\.id).sorted()
        }
    }

    public func correct(
        _ id: EntryID, with entry: NewEntry, at time: Timestamp
    ) async throws(StoreError) -> Bool {
        try change { state in
            guard state.ids[entry.identity.request] == id else { return false }
            _ = state.insert(entry, mode: .replace, at: time)
            return true
        }
    }

    public func delete(
        _ ids: [EntryID], tenant: Tenant?, as deletion: DeletionID?, at time: Timestamp
    ) async throws(StoreError) -> DeletionOutcome {
        try change { $0.delete(Set(ids), tenant: tenant, as: deletion, at: time) }
    }

    public func deletedEntries(
        _ selection: DeletedSelection, after: EntryID, limit: Int
    ) async throws(StoreError) -> [CacheEntry] {
        try change { state in
            let found = state.deleted.values.map(\.entry).filter { $0.id > after && selection.contains($0) }
            return Array(found.sorted { $0.id < $1.id }.prefix(limit))
        }
    }

    public func restore(_ entries: [RefiledEntry]) async throws(StoreError) -> RestoreOutcome {
        try change { $0.restore(entries) }
    }

    public func purge(deletedUpTo time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try change { state in
            let due = state.deleted.values.map(\.entry).filter { ($0.deletion?.time ?? time) <= time }
            let ids = Set(due.map(\.id).sorted().prefix(limit))
            return state.purge { ids.contains($0.entry.id) }
        }
    }
}

extension DeletedSelection {
    fileprivate func contains(_ entry: CacheEntry) -> Bool {
        switch self {
        case .ids(let ids): ids.contains(entry.id)
        case .deletion(let id): entry.deletion?.id == id
        case .tenant(let tenant): tenant == nil || entry.request.tenant == tenant
        }
    }
}

extension MapEntryStore.State {
    mutating func delete(
        _ ids: Set<EntryID>, tenant: Tenant?, as deletion: DeletionID?, at time: Timestamp
    ) -> DeletionOutcome {
        let items = ids.sorted().compactMap { entries[$0] }.filter {
            tenant == nil || $0.entry.request.tenant == tenant
        }
        guard !items.isEmpty else { return DeletionOutcome(count: 0, id: deletion) }
        if deletion == nil { lastDeletion += 1 }
        let id = deletion ?? DeletionID(lastDeletion)
        for var item in items {
            item.entry.deletion = Deletion(id: id, time: time)
            entries[item.entry.id] = nil
            self.ids[item.key.request] = nil
            deleted[item.entry.id] = item
        }
        observer?.committed([.removed(items.map(\.key))])
        return DeletionOutcome(count: items.count, id: id)
    }

    mutating func restore(_ filed: [RefiledEntry]) -> RestoreOutcome {
        var outcome = RestoreOutcome()
        var restored: [RestoredEntry] = []
        for new in filed {
            guard var item = deleted[new.id] else { continue }
            guard ids[item.key.request] == nil else {
                outcome.superseded.append(new.id)
                continue
            }
            deleted[new.id] = nil
            item.entry.deletion = nil
            item.partition = new.partition
            if case .replaced(let embedding) = new.vector { item.embedding = embedding }
            item.entry.embeddingFingerprint = item.embedding?.vectorFingerprint
            entries[new.id] = item
            ids[item.key.request] = new.id
            outcome.restored.append(new.id)
            restored.append(
                RestoredEntry(
                    key: item.key, partition: item.partition, embedding: item.embedding, weight: item.weight,
                    isPinned: item.entry.lifetime.isPinned))
        }
        if !restored.isEmpty { observer?.committed([.restored(restored)]) }
        return outcome
    }

    /// Removes deleted entries for good.
    mutating func purge(where isPurged: (MapEntryStore.Item) -> Bool) -> Int {
        let purged = deleted.values.filter(isPurged).map(\.entry.id)
        for id in purged { deleted[id] = nil }
        return purged.count
    }
}
