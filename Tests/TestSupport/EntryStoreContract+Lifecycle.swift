import CacheCore
import CanonicalJSON
import Synchronization
import Testing

/// What a store must do for correction, deletion and what is noted of entries.
extension EntryStoreContract {
    private func entry(
        _ prompt: String, _ answer: String = "a", tenant: Tenant = "t", user: String? = nil,
        lifetime: EntryLifetime = EntryLifetime(), tags: [EntryTag] = [], metadata: JSONObject = JSONObject(),
        embedding: StoredEmbedding? = nil
    ) -> NewEntry {
        NewEntry(
            request: CacheRequest(tenant: tenant, user: user, messages: [.user(prompt)]), answer: answer,
            embedding: embedding, lifetime: lifetime, details: EntryDetails(tags: tags, metadata: metadata))
    }

    private func after(_ seconds: Double) -> Timestamp {
        Timestamp(milliseconds: Self.time.rawValue + Int64(seconds * 1_000))
    }

    private func write(
        _ store: any EntryStore, _ entries: [NewEntry], at time: Timestamp = time
    ) async throws -> [EntryID] {
        try await store.insert(entries, mode: .replace, at: time).map(\.id)
    }

    private func filed(_ entries: [CacheEntry]) -> [RefiledEntry] {
        entries.map {
            RefiledEntry(id: $0.id, partition: RequestIdentity($0.request).partition, vector: .kept)
        }
    }

    private func deleted(_ store: any EntryStore) async throws -> [CacheEntry] {
        try await store.deletedEntries(.tenant(nil), after: EntryID(0), limit: 100)
    }

    private func all(_ store: any EntryStore) async throws -> [EntryID] {
        try await store.entries(tenant: nil, after: EntryID(0), limit: 100).map(\.id)
    }

    func keepsDetailsAndLifetimes(_ store: any EntryStore) async throws {
        let lifetime = EntryLifetime(timeToLive: 10.5, isSliding: true, staleTime: 2.25, isPinned: true)
        let metadata = JSONObject([.init(key: "x", value: ["y": [1, nil, "\0"]])])
        let full = entry("p", lifetime: lifetime, tags: ["b", "a\0", "\u{e9}", "e\u{301}", ""], metadata: metadata)
        let ids = try await write(store, [full, entry("q")])
        let stored = try #require(try await store.entry(ids[0]))
        #expect(stored.lifetime == lifetime)
        #expect(stored.details == full.details)
        #expect(stored.expiresAt == after(10.5))
        let plain = try #require(try await store.entry(ids[1]))
        #expect(plain.lifetime == EntryLifetime() && plain.details.isEmpty && plain.expiresAt == nil)
        // What is not served any more is not in the way of a new answer.
        let once = try await store.insert([entry("p", "b")], mode: .ifAbsent, at: after(12.7))[0]
        #expect(once == InsertOutcome(id: ids[0], status: .exists))
        let again = try await store.insert([entry("p", "b")], mode: .ifAbsent, at: after(12.75))[0]
        #expect(again == InsertOutcome(id: ids[0], status: .replaced))
        // A writing counts whole: what it does not say is not kept from the one before.
        _ = try await write(store, [entry("p")])
        #expect(try await store.entry(ids[0])?.details.isEmpty == true)
        #expect(try await store.entry(ids[0])?.lifetime == EntryLifetime())
        #expect(try await store.ids(matching: EntryFilter(tags: ["b"])).isEmpty)
    }

    func extendsWhatSlides(_ store: any EntryStore) async throws {
        let sliding = EntryLifetime(timeToLive: 10, isSliding: true, staleTime: 5)
        let ids = try await write(
            store, [entry("s", lifetime: sliding), entry("f", lifetime: EntryLifetime(timeToLive: 10))])
        func hit(at seconds: Double, isFresh: Bool) async throws {
            let hits = JournalBatch.Hits(
                count: 1, last: after(seconds), lastFresh: isFresh ? after(seconds) : nil)
            _ = try await store.append { JournalBatch(hits: [ids[0]: hits, ids[1]: hits]) }
        }
        try await hit(at: 4, isFresh: true)
        #expect(try await store.entry(ids[0])?.expiresAt == after(14))
        #expect(try await store.entry(ids[1])?.expiresAt == after(10))
        // One that was overtaken on its way, and one of a stale answer.
        try await hit(at: 2, isFresh: true)
        try await hit(at: 15, isFresh: false)
        #expect(try await store.entry(ids[0])?.expiresAt == after(14))
        #expect(try await store.removeExpired(at: after(19), limit: 10) == 1)
        #expect(try await store.removeExpired(at: after(14 + 5 + 59), limit: 10) == 0)
        #expect(try await store.removeExpired(at: after(14 + 5 + 60), limit: 10) == 1)
    }

    func findsEntriesByConditions(_ store: any EntryStore) async throws {
        var ids = try await write(
            store,
            [
                entry("one", tags: ["x"]), entry("two", tags: ["x", "y"]), entry("one", tenant: "u", tags: ["x", "y"]),
                entry("e\u{301}"),
            ])
        ids += try await write(store, [entry("one", user: "v"), entry("\u{e9}")], at: after(10))
        func found(_ filter: EntryFilter) async throws -> [Int] {
            try await store.ids(matching: filter).map { ids.firstIndex(of: $0) ?? -1 }
        }
        #expect(try await found(EntryFilter(tags: ["x"])) == [0, 1, 2])
        #expect(try await found(EntryFilter(tags: ["x", "y"])) == [1, 2])
        #expect(try await found(EntryFilter(tenant: "u", tags: ["x"])) == [2])
        #expect(try await found(EntryFilter(tenant: "none", tags: ["x"])) == [])
        #expect(try await found(EntryFilter(prompt: "one")) == [0, 2, 4])
        #expect(try await found(EntryFilter(tenant: "t", prompt: "one", createdBefore: after(10))) == [0])
        #expect(try await found(EntryFilter(prompt: "\u{e9}")) == [5])
        #expect(try await found(EntryFilter(createdFrom: after(10))) == [4, 5])
        #expect(try await found(EntryFilter(createdFrom: Self.time, createdBefore: after(10))) == [0, 1, 2, 3])
        #expect(try await found(EntryFilter(tenant: "t")) == [0, 1, 3, 4, 5])
        #expect(try await found(EntryFilter(ids: [ids[1], ids[2], EntryID(999)], tenant: "t")) == [1])
        #expect(try await found(EntryFilter()) == [0, 1, 2, 3, 4, 5])
    }

    func correctsEntries(_ store: any EntryStore, _ observer: RecordingObserver) async throws {
        let fingerprint = EmbeddingFingerprint(rawValue: "f")
        let embedding = StoredEmbedding(vector: [1, 0], fingerprint: fingerprint)
        let id = try await write(store, [entry("p", "old", tags: ["x"], embedding: embedding)])[0]
        let better = entry("p", "new", lifetime: EntryLifetime(isPinned: true), tags: ["y"])
        #expect(try await store.correct(id, with: better, at: after(5)))
        let stored = try #require(try await store.entry(id))
        #expect(stored.answer == "new" && stored.createdAt == Self.time && stored.modifiedAt == after(5))
        #expect(stored.embeddingFingerprint == fingerprint)
        #expect(stored.lifetime.isPinned && stored.details.tags == ["y"])
        #expect(observer.keys.map(\.id) == [id])
        // Not under another id, nor after it has gone.
        #expect(try await !store.correct(EntryID(id.rawValue + 1), with: better, at: after(6)))
        _ = try await store.remove([id], tenant: nil)
        #expect(try await !store.correct(id, with: better, at: after(6)))
        #expect(try await all(store).isEmpty)
    }

    func deletesAndRestores(_ store: any EntryStore, _ observer: RecordingObserver) async throws {
        let fingerprint = EmbeddingFingerprint(rawValue: "f")
        let embedding = StoredEmbedding(vector: [1, 0], fingerprint: fingerprint)
        let lifetime = EntryLifetime(timeToLive: 1_000, isSliding: true, staleTime: 3, isPinned: true)
        let ids = try await write(
            store,
            [
                entry("p", lifetime: lifetime, tags: ["x"], embedding: embedding), entry("q"),
                entry("p", tenant: "u", tags: ["x"]), entry("r"),
            ])
        let hits = JournalBatch.Hits(count: 2, last: after(1), lastFresh: after(1))
        _ = try await store.append { JournalBatch(hits: [ids[0]: hits]) }
        let before = try #require(try await store.entry(ids[0]))

        let first = try await store.delete([ids[0], ids[0], ids[2], EntryID(99)], tenant: "t", as: nil, at: after(2))
        let deletion = try #require(first.id)
        #expect(first.count == 1)
        let second = try await store.delete([ids[1]], tenant: nil, as: deletion, at: after(3))
        #expect(second == DeletionOutcome(count: 1, id: deletion))
        let nothing = try await store.delete([ids[0]], tenant: nil, as: nil, at: after(4))
        #expect(nothing == DeletionOutcome(count: 0, id: nil))
        let third = try await store.delete([ids[3]], tenant: nil, as: nil, at: after(4))
        #expect(third.id != deletion)

        // Nothing finds it.
        #expect(try await store.entry(ids[0]) == nil)
        #expect(try await all(store) == [ids[2]])
        #expect(try await store.ids(matching: EntryFilter(tags: ["x"])) == [ids[2]])
        #expect(observer.keys.map(\.id) == [ids[2]])
        let size = try await store.size()
        #expect(size.entryCount == 1 && size.deletedCount == 3)
        let retained = Mutex<[EntryID]>([])
        try await store.forEachRetention { batch in retained.withLock { $0 += batch.map(\.id) } }
        #expect(retained.withLock { $0 } == [ids[2]])
        let vectors = Mutex(0)
        try await store.forEachVector(of: fingerprint, tenant: nil) { _, batch in vectors.withLock { $0 += batch.count }
        }
        #expect(vectors.withLock { $0 } == 0)

        // But it is there.
        #expect(try await deleted(store).map(\.id) == [ids[0], ids[1], ids[3]])
        let own = try await store.deletedEntries(.deletion(deletion), after: EntryID(0), limit: 10)
        #expect(own.map(\.id) == [ids[0], ids[1]])
        #expect(own[0].deletion == Deletion(id: deletion, time: after(2)))
        #expect(try await store.deletedEntries(.tenant("u"), after: EntryID(0), limit: 10).isEmpty)
        #expect(try await store.deletedEntries(.tenant("t"), after: ids[1], limit: 10).map(\.id) == [ids[3]])
        let named = try await store.deletedEntries(.ids([ids[3], ids[2]]), after: EntryID(0), limit: 9)
        #expect(named.map(\.id) == [ids[3]])

        #expect(try await store.restore(filed(own)).restored == [ids[0], ids[1]])
        #expect(try await store.entry(ids[0]) == before)
        #expect(Set(observer.keys.map(\.id)) == [ids[0], ids[1], ids[2]])
        #expect(try await store.ids(matching: EntryFilter(tags: ["x"])) == [ids[0], ids[2]])
        try await store.forEachVector(of: fingerprint, tenant: nil) { _, batch in vectors.withLock { $0 += batch.count }
        }
        #expect(vectors.withLock { $0 } == 1)
        // A second time there is nothing to restore.
        #expect(try await store.restore(filed(own)) == RestoreOutcome())
    }

    func doesNotRestoreOverAFreshEntry(_ store: any EntryStore) async throws {
        let old = try await write(store, [entry("p", "old")])[0]
        _ = try await store.delete([old], tenant: nil, as: nil, at: after(1))
        let new = try await store.insert([entry("p", "new")], mode: .ifAbsent, at: after(2))[0]
        #expect(new.status == .created && new.id > old)
        let outcome = try await store.restore(filed(try await deleted(store)))
        #expect(outcome == RestoreOutcome(superseded: [old]))
        #expect(try await store.entry(new.id)?.answer == "new")
        #expect(try await deleted(store).map(\.id) == [old])
        // Once that one has gone too, both can be told apart.
        _ = try await store.delete([new.id], tenant: nil, as: nil, at: after(3))
        #expect(try await store.restore(filed(try await deleted(store).filter { $0.id == old })).restored == [old])
        #expect(try await store.entry(old)?.answer == "old")
    }

    func restoresAsItIsFiledNow(_ store: any EntryStore) async throws {
        let old = StoredEmbedding(vector: [1, 0], fingerprint: EmbeddingFingerprint(rawValue: "old"))
        let new = StoredEmbedding(vector: [0, 1], fingerprint: EmbeddingFingerprint(rawValue: "new"))
        let id = try await write(store, [entry("p", embedding: old)])[0]
        _ = try await store.delete([id], tenant: nil, as: nil, at: after(1))
        let partition = RequestIdentity(CacheRequest(tenant: "t", prompt: "another")).partition
        _ = try await store.restore([RefiledEntry(id: id, partition: partition, vector: .replaced(new))])
        let found = Mutex<[IndexedVector]>([])
        try await store.forEachVector(of: new.fingerprint, tenant: "t") { _, batch in found.withLock { $0 += batch } }
        #expect(found.withLock { $0.map(\.partition) } == [partition])
        #expect(found.withLock { $0.map(\.vector) } == [new.vector])
    }

    func purgesWhatIsDue(_ store: any EntryStore) async throws {
        let ids = try await write(store, (0..<5).map { entry("\($0)") })
        _ = try await store.delete(Array(ids[0..<3]), tenant: nil, as: nil, at: after(1))
        _ = try await store.delete([ids[3]], tenant: nil, as: nil, at: after(2))
        #expect(try await store.purge(deletedUpTo: after(0.5), limit: 10) == 0)
        #expect(try await store.purge(deletedUpTo: after(1), limit: 2) == 2)
        #expect(try await store.purge(deletedUpTo: after(1), limit: 2) == 1)
        #expect(try await store.purge(deletedUpTo: after(1), limit: 2) == 0)
        #expect(try await deleted(store).map(\.id) == [ids[3]])
        #expect(try await all(store) == [ids[4]])
        // Ids of what is gone are not used again.
        #expect(try await write(store, [entry("0")])[0] > ids[4])
    }

    func removesWhatWasDeleted(_ store: any EntryStore) async throws {
        let ids = try await write(
            store,
            [
                entry("1"), entry("2", user: "v"), entry("3", tenant: "u", user: "v"), entry("4", tenant: "u"),
                entry("5", tenant: "u"),
            ])
        _ = try await store.delete(ids, tenant: nil, as: nil, at: after(1))
        #expect(try await store.remove([ids[3], ids[0]], tenant: "u") == 1)
        #expect(try await deleted(store).map(\.id) == [ids[0], ids[1], ids[2], ids[4]])
        #expect(try await store.removeAll(user: "v", tenant: "u") == 0)
        #expect(try await deleted(store).map(\.id) == [ids[0], ids[1], ids[4]])
        try await store.removeAll(tenant: "u", keepingTenant: true)
        #expect(try await deleted(store).map(\.id) == [ids[0], ids[1]])
        #expect(try await store.size().deletedCount == 2)
    }
}
