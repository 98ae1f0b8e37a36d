/// What the store in memory holds, and its changes.
extension MapEntryStore {
    struct Item: Sendable {
        var entry: CacheEntry
        var partition: PartitionDigest
        let key: EntryKey
        var embedding: StoredEmbedding?
        var weight: Int
    }

    struct State {
        /// The newest rows of the query log that are kept.
        static let maximumLogRows = 100_000

        var entries: [EntryID: Item] = [:]
        var ids: [RequestDigest: EntryID] = [:]
        var deleted: [EntryID: Item] = [:]
        var lastDeletion: Int64 = 0
        var tenants: [Tenant: Timestamp] = [:]
        var filings: [Tenant: Filing] = [:]
        var migrationTarget: EmbeddingFingerprint?
        var queryLog: [QueryRecord] = []
        /// Rows of the log that are gone, so that rows keep their numbers.
        var forgottenRecords: Int64 = 0
        var usage: [UsageKey: Usage] = [:]
        var labels: [PairDigest: PairLabel] = [:]
        var importCheckpoints: [Digest: ImportCheckpoint] = [:]
        var lastID: Int64 = 0
        var evictionState: [UInt8]?
        var observer: (any CommitObserver)?
        var isClosed = false

        mutating func register(
            _ tenant: Tenant, filing: @autoclosure () -> RulesFingerprint, at time: Timestamp
        ) -> Bool {
            guard tenants[tenant] == nil else { return false }
            tenants[tenant] = time
            filings[tenant] = Filing(rules: filing())
            return true
        }

        mutating func refile(_ refiled: [RefiledEntry], of tenant: Tenant, noting filing: Filing) -> Int {
            var moved: [MovedEntry] = []
            for new in refiled {
                guard var item = entries[new.id], item.entry.request.tenant == tenant else { continue }
                var embedding = item.embedding
                if case .replaced(let replacement) = new.vector { embedding = replacement }
                guard item.partition != new.partition || item.embedding != embedding else { continue }
                item.partition = new.partition
                item.embedding = embedding
                item.entry.embeddingFingerprint = embedding?.vectorFingerprint
                entries[new.id] = item
                moved.append(MovedEntry(id: new.id, partition: new.partition, embedding: embedding))
            }
            if tenants[tenant] != nil { filings[tenant] = filing }
            // What is deleted is not gone through: it is embedded anew should it be restored.
            for (id, item) in deleted where item.entry.request.tenant == tenant {
                deleted[id]?.embedding = nil
                deleted[id]?.entry.embeddingFingerprint = nil
            }
            if !moved.isEmpty { observer?.committed([.refiled(moved, tenant)]) }
            return moved.count
        }

        mutating func replaceEmbeddings(_ embeddings: [EntryID: StoredEmbedding], of tenant: Tenant) -> Int {
            var moved: [MovedEntry] = []
            for (id, embedding) in embeddings {
                guard var item = entries[id], item.entry.request.tenant == tenant else { continue }
                item.embedding = embedding
                item.entry.embeddingFingerprint = embedding.vectorFingerprint
                entries[id] = item
                moved.append(MovedEntry(id: id, partition: item.partition, embedding: embedding))
            }
            if !moved.isEmpty { observer?.committed([.refiled(moved, tenant)]) }
            return moved.count
        }

        mutating func insert(_ new: NewEntry, mode: WriteMode, at time: Timestamp) -> InsertOutcome {
            _ = register(new.request.tenant, filing: RulesFingerprint(new.rules), at: time)
            let existing = ids[new.identity.request].flatMap { entries[$0] }
            let writtenAt = new.writtenAt(time)
            if let existing, isKept(existing.entry, mode: mode, writtenAt: writtenAt) {
                return InsertOutcome(id: existing.entry.id, status: .exists)
            }
            if existing == nil { lastID += 1 }
            let id = existing?.entry.id ?? EntryID(lastID)
            let embedding = new.embedding ?? existing?.embedding
            let entry = CacheEntry(
                id: id, request: new.request, answer: new.answer,
                createdAt: existing?.entry.createdAt ?? new.history?.createdAt ?? time, modifiedAt: writtenAt,
                hitCount: max(existing?.entry.hitCount ?? 0, new.history?.hitCount ?? 0),
                lastHitAt: [existing?.entry.lastHitAt, new.history?.lastHitAt].compactMap { $0 }.max(),
                embeddingFingerprint: embedding?.vectorFingerprint, expiresAt: new.expiry(writtenAt: time),
                cost: new.cost, lifetime: new.lifetime, details: new.details)
            entries[id] = Item(
                entry: entry, partition: new.identity.partition,
                key: EntryKey(id: id, tenant: new.request.tenant, request: new.identity.request),
                embedding: embedding, weight: new.weight)
            ids[new.identity.request] = id
            observer?.committed([.inserted(id, new, at: writtenAt)])
            return InsertOutcome(id: id, status: existing == nil ? .created : .replaced)
        }

        private func isKept(_ entry: CacheEntry, mode: WriteMode, writtenAt time: Timestamp) -> Bool {
            switch mode {
            case .replace: false
            case .ifNewer: entry.modifiedAt > time
            case .ifAbsent: !entry.isOver(at: time)
            }
        }

        mutating func remove(where isRemoved: (Item) -> Bool) -> Int {
            let keys = entries.values.filter(isRemoved).map(\.key)
            for key in keys {
                entries[key.id] = nil
                ids[key.request] = nil
            }
            observer?.committed([.removed(keys)])
            return keys.count
        }

        mutating func label(_ new: [PairLabel]) {
            var taken: [PairLabel] = []
            for label in new where tenants[label.tenant] != nil {
                if labels[label.pair]?.isSaid ?? false, !label.isSaid { continue }
                labels[label.pair] = label
                taken.append(label)
            }
            if !taken.isEmpty { observer?.committed([.labelled(taken)]) }
        }

        mutating func append(_ batch: JournalBatch) {
            label(batch.labels)
            queryLog += batch.records
            let surplus = max(0, queryLog.count - Self.maximumLogRows)
            queryLog.removeFirst(surplus)
            forgottenRecords += Int64(surplus)
            for (key, lookups) in batch.usage { count(lookups, as: key) }
            for (id, hits) in batch.hits {
                guard let entry = entries[id]?.entry else { continue }
                countSavings(of: hits, on: entry)
                entries[id]?.entry.count(hits)
            }
        }
    }
}

extension CacheEntry {
    fileprivate mutating func count(_ hits: JournalBatch.Hits) {
        hitCount += hits.count
        lastHitAt = max(lastHitAt ?? hits.last, hits.last)
        if lifetime.isSliding, let fresh = hits.lastFresh, let old = expiresAt, let new = lifetime.expiry(from: fresh) {
            expiresAt = max(old, new)
        }
    }
}

extension StoredEmbedding {
    /// Of an embedding that has a vector.
    var vectorFingerprint: EmbeddingFingerprint? { isReadable ? fingerprint : nil }
}
