import Synchronization

/// What is kept in memory of the store: the exact tier's map, hot answers and the vector index.
///
/// It changes only when the store reports a commit, in commit order, and before the writer hears of it. So it
/// never disagrees with the store, and a caller finds what it has just written.
final class MemoryState: CommitObserver {
    private let exact = Mutex(ExactIndex())
    private let answers: Mutex<AnswerCache>
    private let vectors: (any VectorIndex)?
    private let fingerprint: EmbeddingFingerprint?
    private let labels: LearntLabels
    private let eviction: Eviction?

    init(
        answerCapacity: Int, vectors: (any VectorIndex)?, fingerprint: EmbeddingFingerprint?, labels: LearntLabels,
        eviction: Eviction?
    ) {
        self.eviction = eviction
        self.labels = labels
        answers = Mutex(AnswerCache(capacity: answerCapacity))
        self.vectors = vectors
        self.fingerprint = fingerprint
    }

    var entryCount: Int { exact.withLock { $0.count } }
    func entryCount(of tenant: Tenant) -> Int { exact.withLock { $0.count(of: tenant) } }
    var answerByteCount: Int { answers.withLock { $0.byteCount } }

    func entry(answering identity: RequestIdentity, of tenant: Tenant) -> EntryID? {
        exact.withLock { $0[tenant, identity.request] }
    }

    /// Takes in an entry that was stored before.
    func load(_ key: EntryKey) {
        exact.withLock { $0.insert(key) }
    }

    func cachedAnswer(of id: EntryID) -> AnswerCache.Answer? {
        answers.withLock { $0.answer(of: id) }
    }

    /// Moves the end of an answer that slides and was served.
    func extend(_ id: EntryID, writtenAt: Timestamp, to expiry: Timestamp) {
        answers.withLock { $0.extend(id, writtenAt: writtenAt, to: expiry) }
    }

    /// Announces that answers are about to be read from the store (see `AnswerCache`).
    func beginLoads(_ ids: [EntryID]) -> [(id: EntryID, ticket: AnswerCache.LoadTicket)] {
        answers.withLock { answers in ids.map { ($0, answers.beginLoad($0)) } }
    }

    /// - Parameter loaded: what was read; nothing of the entries that are gone.
    func endLoads(
        _ loads: [(id: EntryID, ticket: AnswerCache.LoadTicket)], loaded: [EntryID: AnswerCache.Answer]
    ) {
        answers.withLock { answers in
            for (id, ticket) in loads { answers.endLoad(id, ticket: ticket, answer: loaded[id]) }
        }
    }

    func committed(_ changes: [CommittedChange]) {
        for change in changes {
            switch change {
            case .inserted(let id, let entry, let time): insert(id, entry, at: time)
            case .refiled(let entries, let tenant): refile(entries, of: tenant)
            case .removed(let keys): remove(keys)
            case .removedAll(let tenant): removeAll(tenant)
            case .restored(let entries): entries.forEach { restore($0) }
            case .labelled(let new): new.forEach { labels.add($0) }
            }
        }
    }

    private func insert(_ id: EntryID, _ entry: NewEntry, at time: Timestamp) {
        let tenant = entry.request.tenant
        answers.withLock {
            $0.write(
                AnswerCache.Answer(
                    entry.request, identity: entry.identity, texts: entry.texts, answer: entry.answer,
                    writtenAt: time, expiresAt: entry.expiry(writtenAt: time), lifetime: entry.lifetime,
                    tags: entry.details.tags),
                of: id)
        }
        eviction?.inserted(id, of: tenant, weight: entry.weight, isPinned: entry.lifetime.isPinned)
        exact.withLock {
            $0.insert(EntryKey(id: id, tenant: tenant, request: entry.identity.request))
        }
        if let vectors, let embedding = entry.embedding, isSearchable(embedding) {
            let vector = IndexedVector(
                id: id, partition: entry.identity.partition, vector: embedding.vector)
            vectors.insert([vector], tenant: tenant)
        }
    }

    private func isSearchable(_ embedding: StoredEmbedding) -> Bool {
        embedding.fingerprint == fingerprint && embedding.isReadable
    }

    /// Identities of answers in memory are made by the rules in force, so only the vectors have to move.
    private func refile(_ entries: [MovedEntry], of tenant: Tenant) {
        guard let vectors else { return }
        var moved: [IndexedVector] = []
        var bare: [EntryID] = []
        for entry in entries {
            if let embedding = entry.embedding, isSearchable(embedding) {
                moved.append(IndexedVector(id: entry.id, partition: entry.partition, vector: embedding.vector))
            } else {
                bare.append(entry.id)
            }
        }
        vectors.insert(moved, tenant: tenant)
        vectors.remove(bare, tenant: tenant)
    }

    private func remove(_ keys: [EntryKey]) {
        eviction?.removed(keys)
        exact.withLock { exact in
            for key in keys { exact.remove(key) }
        }
        answers.withLock { answers in
            for key in keys { answers.remove(key.id) }
        }
        guard let vectors else { return }
        for (tenant, keys) in Dictionary(grouping: keys, by: \.tenant) {
            vectors.remove(keys.map(\.id), tenant: tenant)
        }
    }

    /// Takes an entry in as if it were new; its answer is read when it is first asked for.
    private func restore(_ entry: RestoredEntry) {
        let key = entry.key
        eviction?.inserted(key.id, of: key.tenant, weight: entry.weight, isPinned: entry.isPinned)
        exact.withLock { $0.insert(key) }
        if let vectors, let embedding = entry.embedding, isSearchable(embedding) {
            let vector = IndexedVector(id: key.id, partition: entry.partition, vector: embedding.vector)
            vectors.insert([vector], tenant: key.tenant)
        }
    }

    /// Nothing of the tenant is found from the first two steps on, which take the same time for one entry as for a
    /// million. What else is known by its ids is out of reach then, and is let go a slice at a time, so that nobody waits.
    private func removeAll(_ tenant: Tenant) {
        let removed = exact.withLock { $0.removeAll(tenant: tenant) }
        vectors?.removeAll(tenant: tenant)
        labels.removeAll(tenant)
        guard removed.count > Self.sliceSize else { return forget(removed.values, of: tenant) }
        Task.detached(priority: .utility) { [self] in
            var rest = removed.values[...]
            while !rest.isEmpty {
                forget(rest.prefix(Self.sliceSize), of: tenant)
                rest = rest.dropFirst(Self.sliceSize)
                await Task.yield()
            }
        }
    }

    private static let sliceSize = 1_000

    private func forget(_ ids: some Sequence<EntryID>, of tenant: Tenant) {
        eviction?.removed(ids, of: tenant)
        answers.withLock { answers in
            for id in ids { answers.remove(id) }
        }
    }
}
