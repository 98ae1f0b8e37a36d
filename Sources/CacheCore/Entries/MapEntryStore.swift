import Synchronization

/// A store that keeps everything in a map: for tests, tools and applications that need no durability.
///
/// It is also the plain statement of what a store does; the durable ones must behave like it.
public final class MapEntryStore: EntryStore {
    let state = Mutex(State())

    public init() {}

    public func attach(
        _ observer: any CommitObserver, visit: @escaping @Sendable (EntryKey) -> Void
    ) async throws(StoreError) {
        try change { state throws(StoreError) in
            state.entries.values.forEach { visit($0.key) }
            state.observer = observer
        }
    }

    public func insert(
        _ entries: [NewEntry], mode: WriteMode, at time: Timestamp
    ) async throws(StoreError) -> [InsertOutcome] {
        try change { state in entries.map { state.insert($0, mode: mode, at: time) } }
    }

    public func entries(_ ids: [EntryID]) async throws(StoreError) -> [CacheEntry] {
        try change { state in ids.compactMap { state.entries[$0]?.entry } }
    }

    public func entries(
        tenant: Tenant?, after: EntryID, limit: Int
    ) async throws(StoreError) -> [CacheEntry] {
        try change { state in
            let found = state.entries.values.map(\.entry)
                .filter { $0.id > after && (tenant == nil || $0.request.tenant == tenant) }
            return Array(found.sorted { $0.id < $1.id }.prefix(limit))
        }
    }

    public func forEachVector(
        of fingerprint: EmbeddingFingerprint, tenant: Tenant?,
        visit: @escaping @Sendable (Tenant, [IndexedVector]) throws -> Void
    ) async throws(StoreError) {
        let stored = try change { Array($0.entries.values) }
        for item in stored where tenant == nil || item.entry.request.tenant == tenant {
            guard let embedding = item.embedding, embedding.fingerprint == fingerprint, embedding.isReadable else {
                continue
            }
            let vector = IndexedVector(
                id: item.entry.id, partition: item.partition, vector: embedding.vector)
            do {
                try visit(item.entry.request.tenant, [vector])
            } catch {
                throw .failed("\(error)")
            }
        }
    }

    public func embeddings(of ids: [EntryID]) async throws(StoreError) -> [EntryID: StoredEmbedding] {
        try change { state in
            var found: [EntryID: StoredEmbedding] = [:]
            for id in ids {
                if let embedding = state.entries[id]?.embedding, embedding.isReadable { found[id] = embedding }
            }
            return found
        }
    }

    public func importCheckpoint(of source: Digest) async throws(StoreError) -> ImportCheckpoint? {
        try change { $0.importCheckpoints[source] }
    }

    public func saveImportCheckpoint(
        _ checkpoint: ImportCheckpoint, at time: Timestamp
    ) async throws(StoreError) {
        try change { $0.importCheckpoints[checkpoint.source] = checkpoint }
    }

    public func remove(_ ids: [EntryID], tenant: Tenant?) async throws(StoreError) -> Int {
        try change { state in
            func isMeant(_ item: Item) -> Bool {
                ids.contains(item.entry.id) && (tenant == nil || item.entry.request.tenant == tenant)
            }
            let count = state.purge(where: isMeant)
            return count + state.remove(where: isMeant)
        }
    }

    public func removeAll(tenant: Tenant, keepingTenant: Bool) async throws(StoreError) {
        try change { state in
            state.queryLog.removeAll { $0.tenant == tenant }
            state.usage = state.usage.filter { $0.key.tenant != tenant }
            state.labels = state.labels.filter { $0.value.tenant != tenant }
            let removed = state.entries.values.filter { $0.entry.request.tenant == tenant }
            for item in removed {
                state.entries[item.entry.id] = nil
                state.ids[item.key.request] = nil
            }
            state.deleted = state.deleted.filter { $0.value.entry.request.tenant != tenant }
            if !keepingTenant {
                state.tenants[tenant] = nil
                state.filings[tenant] = nil
            }
            state.observer?.committed([.removedAll(tenant)])
        }
    }

    public func removeAll(user: String, tenant: Tenant?) async throws(StoreError) -> Int {
        try change { state in
            func concerns(_ owner: Tenant, _ name: String?) -> Bool {
                (tenant == nil || owner == tenant) && (name?.utf8.elementsEqual(user.utf8) ?? false)
            }
            state.queryLog.removeAll { concerns($0.tenant, $0.user) }
            _ = state.purge { concerns($0.entry.request.tenant, $0.entry.request.user) }
            return state.remove { concerns($0.entry.request.tenant, $0.entry.request.user) }
        }
    }

    public func register(
        _ tenant: Tenant, filing: RulesFingerprint, at time: Timestamp
    ) async throws(StoreError) -> Bool {
        try change { $0.register(tenant, filing: filing, at: time) }
    }

    public func filing(of tenant: Tenant) async throws(StoreError) -> Filing? {
        try change { $0.filings[tenant] }
    }

    public func refile(
        _ entries: [RefiledEntry], of tenant: Tenant, noting filing: Filing
    ) async throws(StoreError) -> Int {
        try change { $0.refile(entries, of: tenant, noting: filing) }
    }

    public func embeddingCounts() async throws(StoreError) -> [EmbeddingCount] {
        try change { state in
            let groups = Dictionary(grouping: state.entries.values) { $0.entry.request.tenant }
            return groups.flatMap { tenant, items in
                Dictionary(grouping: items) { $0.embedding?.fingerprint }.map {
                    EmbeddingCount(tenant: tenant, fingerprint: $0, entryCount: $1.count)
                }
            }
        }
    }

    public func entries(
        of tenant: Tenant, notEmbeddedBy fingerprint: EmbeddingFingerprint, limit: Int
    ) async throws(StoreError) -> [CacheEntry] {
        try change { state in
            let waiting = state.entries.values.filter {
                $0.entry.request.tenant == tenant && $0.embedding?.fingerprint != fingerprint
            }
            return waiting.map(\.entry).prefix(limit).map { $0 }
        }
    }

    public func replaceEmbeddings(
        _ embeddings: [EntryID: StoredEmbedding], of tenant: Tenant
    ) async throws(StoreError) -> Int {
        try change { $0.replaceEmbeddings(embeddings, of: tenant) }
    }

    public func migrationTarget() async throws(StoreError) -> EmbeddingFingerprint? {
        try change { $0.migrationTarget }
    }

    public func setMigrationTarget(_ target: EmbeddingFingerprint?) async throws(StoreError) {
        try change { $0.migrationTarget = target }
    }

    public func tenants(after: Tenant?, limit: Int) async throws(StoreError) -> [TenantSummary] {
        try change { state in
            var counts: [Tenant: Int] = [:]
            for item in state.entries.values { counts[item.entry.request.tenant, default: 0] += 1 }
            let names = state.tenants.keys.filter { after?.precedes($0) ?? true }
            return names.sorted { $0.precedes($1) }.prefix(limit).map {
                TenantSummary(tenant: $0, entryCount: counts[$0] ?? 0, createdAt: state.tenants[$0]!)
            }
        }
    }

    public func append(
        _ drain: @escaping @Sendable () -> JournalBatch
    ) async throws(StoreError) -> Int {
        try change { state in
            let batch = drain()
            state.append(batch)
            return batch.records.count
        }
    }

    public func queryLog(tenant: Tenant?, limit: Int) async throws(StoreError) -> [QueryRecord] {
        try change { state in
            state.queryLog.reversed().filter { tenant == nil || $0.tenant == tenant }
                .prefix(limit).map { $0 }
        }
    }

    public func label(_ labels: [PairLabel]) async throws(StoreError) {
        try change { $0.label(labels) }
    }

    public func labels(countingFrom start: Timestamp) async throws(StoreError) -> StoredLabels {
        try change { state in
            let counted = state.queryLog.filter { $0.time >= start }
            let hits = Dictionary(
                grouping: counted.filter { $0.tier == .semantic || $0.missReason == .shadow }, by: \.tenant)
            return StoredLabels(
                labels: state.labels.values.sorted { $0.time < $1.time }, semanticHits: hits.mapValues(\.count),
                countedFrom: counted.first?.time)
        }
    }

    public func forEachRetention(
        visit: @escaping @Sendable ([EntryRetention]) -> Void
    ) async throws(StoreError) {
        visit(
            try change { state in
                state.entries.values.map { item in
                    EntryRetention(
                        id: item.entry.id, tenant: item.entry.request.tenant, weight: item.weight,
                        usedAt: max(item.entry.lastHitAt ?? item.entry.modifiedAt, item.entry.modifiedAt),
                        hitCount: item.entry.hitCount, isPinned: item.entry.lifetime.isPinned)
                }
            })
    }

    public func removeExpired(at time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try change { state in
            let expired = state.entries.values.compactMap { item in
                item.entry.lifetime.purgeTime(expiry: item.entry.expiresAt).flatMap {
                    $0 <= time ? (id: item.entry.id, at: $0) : nil
                }
            }
            let ids = Set(expired.sorted { ($0.at, $0.id) < ($1.at, $1.id) }.prefix(limit).map(\.id))
            return ids.isEmpty ? 0 : state.remove { ids.contains($0.entry.id) }
        }
    }

    public func saveEvictionState(_ newState: [UInt8]) async throws(StoreError) {
        try change { $0.evictionState = newState }
    }

    public func evictionState() async throws(StoreError) -> [UInt8]? {
        try change { $0.evictionState }
    }

    public func size() async throws(StoreError) -> StoreSize {
        try change { state in
            StoreSize(
                entryCount: state.entries.count, tenantCount: state.tenants.count, deletedCount: state.deleted.count,
                byteCount: 0)
        }
    }

    /// Always 0: writes happen at once.
    public var queueDepth: Int { 0 }

    public func close() async {
        state.withLock { $0.isClosed = true }
    }

    func change<Value: Sendable>(
        _ body: @Sendable (inout State) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try state.withLock { (state: inout State) throws(StoreError) -> Value in
            guard !state.isClosed else { throw .closed }
            return try body(&state)
        }
    }
}

extension Tenant {
    /// The order of names by their bytes.
    fileprivate func precedes(_ other: Tenant) -> Bool {
        name.utf8.lexicographicallyPrecedes(other.name.utf8)
    }
}
