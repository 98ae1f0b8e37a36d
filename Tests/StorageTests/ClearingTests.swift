import CacheCore
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Storage

@Suite("Clearing a tenant, and upgrading to it, in the SQLite store")
struct ClearingTests {
    private let folder = TemporaryFolder()
    private static let time = Timestamp(milliseconds: 1_700_000_000_000)
    private static let fingerprint = EmbeddingFingerprint(rawValue: "f")

    private func open(_ folder: TemporaryFolder) async throws -> (SQLiteEntryStore, RecordingObserver) {
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        let observer = RecordingObserver()
        try await store.attach(observer) { observer.load($0) }
        return (store, observer)
    }

    private func entry(_ tenant: Tenant, _ number: Int) -> NewEntry {
        NewEntry(
            request: CacheRequest(tenant: tenant, user: "u", messages: [.user("\(number)")]), answer: "a",
            embedding: StoredEmbedding(vector: [1, 0], fingerprint: Self.fingerprint),
            lifetime: EntryLifetime(timeToLive: 10), details: EntryDetails(tags: ["x"]))
    }

    private func insert(_ store: SQLiteEntryStore, _ tenant: Tenant, _ count: Int) async throws -> [EntryID] {
        try await store.insert((0..<count).map { entry(tenant, $0) }, mode: .replace, at: Self.time).map(\.id)
    }

    /// Entries and rows of the log that are in the file, whether anybody can find them or not.
    private func rowCounts(_ store: SQLiteEntryStore) async throws -> [Int] {
        try await store.pool.read { db in
            try ["entry", "deleted_entry", "query_log", "tenant", "tag", "retention"].map {
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") ?? 0
            }
        }
    }

    /// Nothing of the tenant is found in any way but counting rows.
    private func expectNothing(
        of tenant: Tenant, in store: SQLiteEntryStore, _ observer: RecordingObserver, ids: [EntryID]
    ) async throws {
        #expect(observer.keys.allSatisfy { $0.tenant != tenant })
        #expect(try await store.entries(Array(ids.prefix(3))).isEmpty)
        #expect(try await store.entries(tenant: tenant, after: EntryID(0), limit: 10).isEmpty)
        let left = try await store.entries(tenant: nil, after: EntryID(0), limit: 10)
        #expect(left.allSatisfy { $0.request.tenant != tenant })
        #expect(try await store.deletedEntries(.tenant(nil), after: EntryID(0), limit: 10).isEmpty)
        let partition = entry(tenant, 0).identity.partition
        let filed = ids.map { RefiledEntry(id: $0, partition: partition, vector: .kept) }
        #expect(try await store.restore(filed) == RestoreOutcome())
        #expect(try await store.ids(matching: EntryFilter(tags: ["x"])).allSatisfy { !ids.contains($0) })
        #expect(try await store.ids(matching: EntryFilter(prompt: "1")).allSatisfy { !ids.contains($0) })
        #expect(try await store.embeddingCounts().allSatisfy { $0.tenant != tenant })
        #expect(try await store.queryLog(tenant: tenant, limit: 10).isEmpty)
        let visited = Mutex<[EntryID]>([])
        try await store.forEachRetention { batch in visited.withLock { $0 += batch.map(\.id) } }
        try await store.forEachVector(of: Self.fingerprint, tenant: nil) { _, batch in
            visited.withLock { $0 += batch.map(\.id) }
        }
        #expect(Set(visited.withLock { $0 }).isDisjoint(with: ids))
        #expect(try await store.remove(Array(ids.prefix(3)), tenant: nil) == 0)
    }

    @Test("a large one is out of reach at once, and its rows are purged in batches, also after a crash")
    func largeTenant() async throws {
        var (store, observer) = try await open(folder)
        let ids = try await insert(store, "large", 2_500)
        let others = try await insert(store, "other", 3)
        _ = try await store.delete(Array(ids[0..<10]), tenant: nil, as: nil, at: Self.time)
        _ = try await store.append {
            JournalBatch(
                records: ["large", "other", "large"].map {
                    QueryRecord(time: Self.time, tenant: $0, messages: [.user("p")])
                })
        }
        try await store.removeAll(tenant: "large", keepingTenant: false)
        #expect(try await rowCounts(store) == [2_493, 10, 3, 2, 2_493, 2_493])
        try await expectNothing(of: "large", in: store, observer, ids: ids)
        #expect(try await store.size().entryCount == 3)
        #expect(try await store.tenants(after: nil, limit: 9).map(\.tenant) == ["other"])

        // The tenant goes on while what is left of it is purged.
        let fresh = try await insert(store, "large", 2)
        _ = try await store.append {
            JournalBatch(records: [QueryRecord(time: Self.time, tenant: "large", messages: [.user("new")])])
        }
        #expect(try await store.purge(deletedUpTo: Timestamp(milliseconds: 0), limit: 256) == 256)

        let copy = TemporaryFolder()
        for suffix in ["", "-wal"] {
            let name = "/" + SQLiteEntryStore.fileName + suffix
            try FileManager.default.copyItem(atPath: folder.path + name, toPath: copy.path + name)
        }
        await store.close()
        (store, observer) = try await open(copy)
        #expect(Set(observer.keys.map(\.id)) == Set(fresh + others))
        #expect(try await store.size().entryCount == 5)
        var batches: [Int] = []
        while true {
            let count = try await store.purge(deletedUpTo: Self.time, limit: 256)
            if count == 0 { break }
            batches.append(count)
        }
        #expect(batches.allSatisfy { $0 <= 256 })
        #expect(try await rowCounts(store) == [5, 0, 2, 2, 5, 5])
        #expect(try await store.entries(tenant: "large", after: EntryID(0), limit: 9).map(\.id) == fresh)
        #expect(try await store.queryLog(tenant: "large", limit: 9).count == 1)
        await store.close()
    }

    @Test("one that was cleared twice, and one that only asked, leave nothing")
    func twice() async throws {
        let (store, observer) = try await open(folder)
        var ids: [EntryID] = []
        for _ in 0..<2 {
            ids += try await insert(store, "t", 1_500)
            try await store.removeAll(tenant: "t", keepingTenant: true)
        }
        _ = try await store.append {
            JournalBatch(records: [QueryRecord(time: Self.time, tenant: "asker", messages: [.user("p")])])
        }
        try await store.removeAll(tenant: "asker", keepingTenant: true)
        try await expectNothing(of: "t", in: store, observer, ids: ids)
        #expect(try await store.queryLog(tenant: nil, limit: 9).isEmpty)
        while try await store.purge(deletedUpTo: Self.time, limit: 1_000) > 0 {}
        #expect(try await rowCounts(store) == [0, 0, 0, 1, 0, 0])
        #expect(try await store.tenants(after: nil, limit: 9).map(\.tenant) == ["t"])
        await store.close()
    }

    @Test("entries of the version before keep their end, and are found by prompt, time and tenant")
    func migration() async throws {
        let queue = try DatabaseQueue(path: folder.path + "/" + SQLiteEntryStore.fileName)
        try await queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
        }
        try Schema.migrator.migrate(queue, upTo: "5: retention")
        try await queue.write { db in
            try db.execute(
                sql: """
                    INSERT INTO tenant (id, name, created_at) VALUES (7, X'74', 1);
                    INSERT INTO entry (id, tenant, digest, partition, created_at, modified_at, request, answer) VALUES
                        (3, 7, zeroblob(32), zeroblob(32), 5, 6, CAST('{"messages":[],"match":"p"}' AS BLOB), X'6161'),
                        (4, 7, randomblob(32), zeroblob(32), 9, 9, CAST('{"messages":[],"match":"q"}' AS BLOB), X'6161');
                    INSERT INTO retention VALUES (3, 7, 300, 6, 2006), (4, 7, 300, 9, NULL);
                    """)
        }
        try queue.close()
        let (store, _) = try await open(folder)
        let entry = try #require(try await store.entry(EntryID(3)))
        #expect(entry.lifetime == EntryLifetime(timeToLive: 2) && entry.expiresAt == Timestamp(milliseconds: 2_006))
        #expect(try await store.ids(matching: EntryFilter(prompt: "p")) == [EntryID(3)])
        let later = EntryFilter(tenant: "t", createdFrom: Timestamp(milliseconds: 6))
        #expect(try await store.ids(matching: later) == [EntryID(4)])
        #expect(try await store.removeExpired(at: Timestamp(milliseconds: 2_005), limit: 9) == 0)
        _ = try await store.delete([EntryID(4)], tenant: "t", as: nil, at: Self.time)
        let shown = try await store.pool.read { db in
            try Row.fetchAll(db, sql: "SELECT id, is_deleted FROM modelcache_llm_answer ORDER BY id").map {
                [$0[0] as Int, $0[1] as Int]
            }
        }
        #expect(shown == [[3, 0], [4, 1]])
        #expect(try await store.removeExpired(at: Timestamp(milliseconds: 2_006), limit: 9) == 1)
        await store.close()
    }

    @Test("what was purged is in none of the files")
    func purged() async throws {
        let (store, _) = try await open(folder)
        let secret = "the secret of the purged"
        let request = CacheRequest(tenant: "t", messages: [.user(String(repeating: secret, count: 300))])
        let id = try await store.insert([NewEntry(request: request, answer: secret)], mode: .replace, at: Self.time)[0]
            .id
        _ = try await store.delete([id], tenant: nil, as: nil, at: Self.time)
        #expect(try await store.purge(deletedUpTo: Self.time, limit: 256) == 1)
        let path = folder.path + "/" + SQLiteEntryStore.fileName
        for file in [path, path + "-wal"] {
            let data = (try? Data(contentsOf: URL(filePath: file))) ?? Data()
            #expect(data.range(of: Data(secret.utf8)) == nil, "\(file)")
        }
        await store.close()
    }
}
