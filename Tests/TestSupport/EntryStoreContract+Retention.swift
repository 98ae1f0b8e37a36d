import CacheCore
import Synchronization
import Testing

/// What a store must know of how long entries stay.
extension EntryStoreContract {
    private func entry(_ prompt: String, timeToLive: Double? = nil) -> NewEntry {
        NewEntry(
            request: CacheRequest(tenant: "t", prompt: prompt), answer: "a",
            lifetime: EntryLifetime(timeToLive: timeToLive))
    }

    private func after(_ seconds: Double) -> Timestamp {
        Timestamp(milliseconds: Self.time.rawValue + Int64(seconds * 1_000))
    }

    func tellsHowLongEntriesStay(_ store: any EntryStore) async throws {
        let entries = [entry("p"), entry("q")]
        let ids = try await store.insert(entries, mode: .replace, at: Self.time).map(\.id)
        let hits = JournalBatch.Hits(count: 2, last: after(5))
        _ = try await store.append { JournalBatch(hits: [ids[1]: hits]) }
        let found = Mutex<[EntryRetention]>([])
        try await store.forEachRetention { batch in found.withLock { $0 += batch } }
        #expect(
            found.withLock { $0 }.sorted { $0.id < $1.id } == [
                EntryRetention(id: ids[0], tenant: "t", weight: entries[0].weight, usedAt: Self.time, hitCount: 0),
                EntryRetention(id: ids[1], tenant: "t", weight: entries[1].weight, usedAt: after(5), hitCount: 2),
            ])
    }

    func removesWhatHasExpired(_ store: any EntryStore, _ observer: RecordingObserver) async throws {
        let entries = [entry("a", timeToLive: 20), entry("b", timeToLive: 10), entry("c"), entry("d", timeToLive: 10)]
        let ids = try await store.insert(entries, mode: .replace, at: Self.time).map(\.id)
        #expect(try await store.entry(ids[1])?.expiresAt == after(10))
        #expect(try await store.entry(ids[2])?.expiresAt == nil)
        #expect(try await store.removeExpired(at: after(9.999), limit: 10) == 0)
        // Written again, so it has its whole time before it.
        _ = try await store.insert([entries[3]], mode: .replace, at: after(8))
        #expect(try await store.removeExpired(at: after(30), limit: 2) == 2)
        #expect(try await store.entries(tenant: nil, after: EntryID(0), limit: 10).map(\.id) == [ids[0], ids[2]])
        #expect(Set(observer.keys.map(\.id)) == [ids[0], ids[2]])
        #expect(try await store.removeExpired(at: after(30), limit: 2) == 1)
        #expect(try await store.removeExpired(at: after(30), limit: 2) == 0)
    }

    func keepsTheStateOfEviction(_ store: any EntryStore) async throws {
        #expect(try await store.evictionState() == nil)
        try await store.saveEvictionState([1, 0, 255])
        try await store.saveEvictionState([2])
        #expect(try await store.evictionState() == [2])
    }
}
