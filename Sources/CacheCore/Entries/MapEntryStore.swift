import Synchronization

/// A store that keeps everything in a map: for tests, tools and applications that need no durability.
///
/// It is also the plain statement of what a store does; the durable ones must behave like it.
public final class MapEntryStore: EntryStore {
    private let state = Mutex(State())

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

    public func remove(_ ids: [EntryID], tenant: Tenant?) async throws(StoreError) -> Int {
        try change { state in
            state.remove { item in
                ids.contains(item.entry.id) && (tenant == nil || item.entry.request.tenant == tenant)
            }
        }
    }

    public func removeAll(tenant: Tenant, keepingTenant: Bool) async throws(StoreError) -> Int {
        try change { state in
            state.queryLog.removeAll { $0.tenant == tenant }
            state.usage = state.usage.filter { $0.key.tenant != tenant }
            state.labels = state.labels.filter { $0.value.tenant != tenant }
            let removed = state.entries.filter { $0.value.entry.request.tenant == tenant }
            removed.keys.forEach { state.entries[$0] = nil }
            if !keepingTenant {
                state.tenants[tenant] = nil
                state.filings[tenant] = nil
            }
            state.observer?.committed([.removedAll(tenant)])
            return removed.count
        }
    }

    public func removeAll(user: String, tenant: Tenant?) async throws(StoreError) -> Int {
        try change { state in
            func concerns(_ owner: Tenant, _ name: String?) -> Bool {
                (tenant == nil || owner == tenant) && (name?.utf8.elementsEqual(user.utf8) ?? false)
            }
            state.queryLog.removeAll { concerns($0.tenant, $0.user) }
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
                        hitCount: item.entry.hitCount)
                }
            })
    }

    public func removeExpired(at time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try change { state in
            let expired = state.entries.values.compactMap { item in
                item.entry.expiresAt.flatMap { $0 <= time ? (id: item.entry.id, at: $0) : nil }
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
                entryCount: state.entries.count, tenantCount: state.tenants.count, byteCount: 0)
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

extension MapEntryStore {
    struct Item: Sendable {
        var entry: CacheEntry
        var partition: PartitionDigest
        let key: EntryKey
        var embedding: StoredEmbedding?
        let weight: Int
    }

    struct State {
        /// The newest rows of the query log that are kept.
        static let maximumLogRows = 100_000

        var entries: [EntryID: Item] = [:]
        var ids: [RequestDigest: EntryID] = [:]
        var tenants: [Tenant: Timestamp] = [:]
        var filings: [Tenant: Filing] = [:]
        var migrationTarget: EmbeddingFingerprint?
        var queryLog: [QueryRecord] = []
        /// Rows of the log that are gone, so that rows keep their numbers.
        var forgottenRecords: Int64 = 0
        var usage: [UsageKey: Usage] = [:]
        var labels: [PairDigest: PairLabel] = [:]
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
                item.entry = item.entry.with(embedding)
                entries[new.id] = item
                moved.append(MovedEntry(id: new.id, partition: new.partition, embedding: embedding))
            }
            if tenants[tenant] != nil { filings[tenant] = filing }
            if !moved.isEmpty { observer?.committed([.refiled(moved, tenant)]) }
            return moved.count
        }

        mutating func replaceEmbeddings(_ embeddings: [EntryID: StoredEmbedding], of tenant: Tenant) -> Int {
            var moved: [MovedEntry] = []
            for (id, embedding) in embeddings {
                guard var item = entries[id], item.entry.request.tenant == tenant else { continue }
                item.embedding = embedding
                item.entry = item.entry.with(embedding)
                entries[id] = item
                moved.append(MovedEntry(id: id, partition: item.partition, embedding: embedding))
            }
            if !moved.isEmpty { observer?.committed([.refiled(moved, tenant)]) }
            return moved.count
        }

        mutating func insert(_ new: NewEntry, mode: WriteMode, at time: Timestamp) -> InsertOutcome {
            _ = register(new.request.tenant, filing: RulesFingerprint(new.rules), at: time)
            let existing = ids[new.identity.request].flatMap { entries[$0] }
            if let existing, mode == .ifAbsent {
                return InsertOutcome(id: existing.entry.id, status: .exists)
            }
            if existing == nil { lastID += 1 }
            let id = existing?.entry.id ?? EntryID(lastID)
            let embedding = new.embedding ?? existing?.embedding
            let entry = CacheEntry(
                id: id, request: new.request, answer: new.answer,
                createdAt: existing?.entry.createdAt ?? time, modifiedAt: time,
                hitCount: existing?.entry.hitCount ?? 0, lastHitAt: existing?.entry.lastHitAt,
                embeddingFingerprint: embedding?.vectorFingerprint, expiresAt: new.expiry(writtenAt: time),
                cost: new.cost)
            entries[id] = Item(
                entry: entry, partition: new.identity.partition,
                key: EntryKey(id: id, tenant: new.request.tenant, request: new.identity.request),
                embedding: embedding, weight: new.weight)
            ids[new.identity.request] = id
            observer?.committed([.inserted(id, new, at: time)])
            return InsertOutcome(id: id, status: existing == nil ? .created : .replaced)
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
                entries[id]?.entry = CacheEntry(
                    id: id, request: entry.request, answer: entry.answer, createdAt: entry.createdAt,
                    modifiedAt: entry.modifiedAt, hitCount: entry.hitCount + hits.count,
                    lastHitAt: max(entry.lastHitAt ?? hits.last, hits.last),
                    embeddingFingerprint: entry.embeddingFingerprint, expiresAt: entry.expiresAt, cost: entry.cost)
            }
        }
    }
}

extension CacheEntry {
    fileprivate func with(_ embedding: StoredEmbedding?) -> CacheEntry {
        CacheEntry(
            id: id, request: request, answer: answer, createdAt: createdAt, modifiedAt: modifiedAt,
            hitCount: hitCount, lastHitAt: lastHitAt, embeddingFingerprint: embedding?.vectorFingerprint,
            expiresAt: expiresAt, cost: cost)
    }
}

extension StoredEmbedding {
    /// Of an embedding that has a vector.
    fileprivate var vectorFingerprint: EmbeddingFingerprint? { isReadable ? fingerprint : nil }
}

extension Tenant {
    /// The order of names by their bytes.
    fileprivate func precedes(_ other: Tenant) -> Bool {
        name.utf8.lexicographicallyPrecedes(other.name.utf8)
    }
}
