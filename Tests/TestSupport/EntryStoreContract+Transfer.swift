import CacheCore
import Testing

/// What a store must do for exports and imports.
extension EntryStoreContract {
    private func entry(
        answer: String, modifiedAt: Int64?, hitCount: Int64 = 0, expiresAt: Timestamp? = nil
    ) -> NewEntry {
        let history = modifiedAt.map {
            EntryHistory(
                createdAt: Timestamp(milliseconds: $0 - 5), modifiedAt: Timestamp(milliseconds: $0),
                expiresAt: expiresAt, hitCount: hitCount, lastHitAt: Timestamp(milliseconds: $0 + 1))
        }
        return NewEntry(
            request: CacheRequest(tenant: "t", prompt: "p"), answer: answer, lifetime: EntryLifetime(timeToLive: 1),
            history: history)
    }

    func keepsThePastOfImports(_ store: any EntryStore) async throws {
        let end = Timestamp(milliseconds: Self.time.rawValue + 1)
        let old = Self.time.rawValue - 1_000
        let imported = entry(answer: "a", modifiedAt: old, hitCount: 3, expiresAt: end)
        let outcome = try await store.insert([imported], mode: .ifNewer, at: Self.time)[0]
        #expect(outcome.status == .created)
        // A second time: nothing adds up.
        #expect(try await store.insert([imported], mode: .ifNewer, at: Self.time)[0].status == .replaced)
        let stored = try #require(try await store.entry(outcome.id))
        #expect(stored.createdAt.rawValue == old - 5)
        #expect(stored.modifiedAt.rawValue == old)
        #expect(stored.expiresAt == end)
        #expect(stored.hitCount == 3)
        #expect(stored.lastHitAt?.rawValue == old + 1)
        let older = entry(answer: "older", modifiedAt: old - 1)
        #expect(try await store.insert([older], mode: .ifNewer, at: Self.time)[0].status == .exists)
        #expect(try await store.entry(outcome.id)?.answer == "a")
        let newer = entry(answer: "newer", modifiedAt: old + 1, hitCount: 1)
        #expect(try await store.insert([newer], mode: .ifNewer, at: Self.time)[0].status == .replaced)
        #expect(try await store.entry(outcome.id)?.answer == "newer")
        #expect(try await store.entry(outcome.id)?.hitCount == 3)
        #expect(try await store.insert([older], mode: .replace, at: Self.time)[0].status == .replaced)
    }

    func readsVectorsByID(_ store: any EntryStore) async throws {
        let fingerprint = EmbeddingFingerprint(rawValue: "f")
        let embeddings = [
            StoredEmbedding(vector: [1, 0], fingerprint: fingerprint), .unreadable(by: fingerprint), nil,
        ]
        let entries = embeddings.enumerated().map { number, embedding in
            NewEntry(request: CacheRequest(tenant: "t", prompt: "\(number)"), answer: "a", embedding: embedding)
        }
        let ids = try await store.insert(entries, mode: .replace, at: Self.time).map(\.id)
        #expect(try await store.embeddings(of: ids + [EntryID(99)]) == [ids[0]: embeddings[0]])
    }

    func keepsThePlaceOfImports(_ store: any EntryStore) async throws {
        let sources = [UInt8(1), 2].compactMap { byte in Digest(bytes: [UInt8](repeating: byte, count: 32)) }
        #expect(try await store.importCheckpoint(of: sources[0]) == nil)
        for position in [Int64(10), 20] {
            let checkpoint = ImportCheckpoint(source: sources[0], position: position, line: 2, rejected: 1)
            try await store.saveImportCheckpoint(checkpoint, at: Self.time)
            #expect(try await store.importCheckpoint(of: sources[0]) == checkpoint)
        }
        #expect(try await store.importCheckpoint(of: sources[1]) == nil)
    }
}
