import CacheCore
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Storage

@Suite("How long entries stay in the SQLite store")
struct RetentionTests {
    private let folder = TemporaryFolder()

    private func request(_ number: Int) -> CacheRequest { CacheRequest(tenant: "t", prompt: "\(number)") }

    private func cache(entries: Int) async throws -> (SemanticCache, SQLiteEntryStore) {
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        var policy = CachePolicy()
        policy.capacity = EvictionCapacity(entries: entries)
        return (try await SemanticCache(store: store, policy: policy), store)
    }

    @Test("a store of the version before is opened; its entries have a weight and no end")
    func migration() async throws {
        let path = folder.path + "/" + SQLiteEntryStore.fileName
        let queue = try DatabaseQueue(path: path)
        try await queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
        }
        try Schema.migrator.migrate(queue, upTo: "4: migration of embeddings")
        try await queue.write { db in
            try db.execute(sql: "INSERT INTO tenant (id, name, created_at) VALUES (7, X'74', 1)")
            try db.execute(
                sql: """
                    INSERT INTO entry (id, tenant, digest, partition, created_at, modified_at, request, answer)
                    VALUES (3, 7, zeroblob(32), zeroblob(32), 5, 6, CAST('{"messages":[],"match":"p"}' AS BLOB), X'6161')
                    """)
        }
        try queue.close()
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        let found = Mutex<[EntryRetention]>([])
        try await store.forEachRetention { batch in found.withLock { $0 += batch } }
        let expected = EntryRetention(
            id: EntryID(3), tenant: "t", weight: 256 + 27 + 2, usedAt: Timestamp(milliseconds: 6), hitCount: 0)
        #expect(found.withLock { $0 } == [expected])
        #expect(try await store.entry(EntryID(3))?.expiresAt == nil)
        await store.close()
    }

    @Test("the capacity holds while many write, and after a restart with a smaller one")
    func capacity() async throws {
        var (cache, store) = try await cache(entries: 50)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask { [cache] in
                    for number in 0..<40 { try await cache.insert(request(100 * writer + number), answer: "a") }
                }
            }
            try await group.waitForAll()
        }
        try await eventually { [store] in try await store.size().entryCount == 50 }
        #expect(cache.entryCount == 50)
        await cache.close()
        (cache, store) = try await self.cache(entries: 20)
        try await eventually { [store] in try await store.size().entryCount == 20 }
        await cache.close()
    }

    private func eventually(_ isTrue: () async throws -> Bool) async throws {
        for _ in 0..<500 {
            if try await isTrue() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("it did not happen")
    }
}
