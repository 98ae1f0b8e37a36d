import CacheCore
import CanonicalJSON
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

@Test("The SQLite store keeps the contract", arguments: EntryStoreContract.allCases)
func sqliteEntryStoreKeepsContract(_ contract: EntryStoreContract) async throws {
    let folder = TemporaryFolder()
    let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
    try await contract.check(store)
    await store.close()
}

@Suite("The SQLite store")
struct SQLiteEntryStoreTests {
    let folder = TemporaryFolder()
    private static let time = Timestamp(milliseconds: 1_700_000_000_000)

    private func open() async throws -> (SQLiteEntryStore, RecordingObserver) {
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        let observer = RecordingObserver()
        try await store.attach(observer) { observer.load($0) }
        return (store, observer)
    }

    private func entry(_ prompt: String, answer: String = "x") -> NewEntry {
        NewEntry(request: CacheRequest(tenant: "t", prompt: prompt), answer: answer)
    }

    @Test("is durable at every commit: write-ahead log, synchronous=FULL")
    func durability() async throws {
        let (store, _) = try await open()
        let settings = try await store.pool.writeWithoutTransaction { db in
            [
                try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                try String.fetchOne(db, sql: "PRAGMA synchronous"),
                try String.fetchOne(db, sql: "PRAGMA foreign_keys"),
            ]
        }
        #expect(settings == ["wal", "2", "1"])
        await store.close()
    }

    @Test("finds everything again after it was closed")
    func reopens() async throws {
        let (store, _) = try await open()
        let vector = StoredEmbedding(vector: [1, 0], fingerprint: EmbeddingFingerprint(rawValue: "f"))
        let request = CacheRequest(tenant: "\0租", user: "u", messages: [.user("p")])
        let id = try await store.insert(
            [NewEntry(request: request, answer: "a", embedding: vector)], mode: .replace, at: Self.time)[0].id
        await store.close()
        let (again, observer) = try await open()
        #expect(observer.keys == [EntryKey(id: id, tenant: "\0租", request: RequestIdentity(request).request)])
        #expect(try await again.entry(id)?.request == request)
        await again.close()
    }

    @Test("reads back what is nested as deep as a request may be")
    func nesting() async throws {
        let (store, _) = try await open()
        let depth = JSONValue.maximumDepth
        let brackets = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let attributes = JSONObject([.init(key: "name", value: try JSONValue(parsing: brackets))])
        let message = Message(role: "user", content: "p", attributes: attributes)
        let request = CacheRequest(tenant: "t", messages: [message])
        let id = try await store.insert(
            [NewEntry(request: request, answer: "a")], mode: .replace, at: Self.time)[0].id
        #expect(try await store.entry(id)?.request == request)
        let batch = JournalBatch(
            records: [QueryRecord(time: Self.time, tenant: "t", messages: [message])], hits: [:])
        _ = try await store.append { batch }
        #expect(try await store.queryLog(tenant: nil, limit: 1).first?.messages == [message])
        await store.close()
    }

    @Test("leaves everything in the one file when it is closed")
    func emptiesLog() async throws {
        let (store, _) = try await open()
        _ = try await store.insert([entry("p")], mode: .replace, at: Self.time)
        await store.close()
        let log = try? Data(contentsOf: URL(filePath: folder.path + "/" + SQLiteEntryStore.fileName + "-wal"))
        #expect((log ?? Data()).isEmpty)
    }

    @Test("what was erased is in none of the files", arguments: ["a user", "a tenant"])
    func erases(_ what: String) async throws {
        let (store, _) = try await open()
        let secret = "the secret of the erased"
        let message = Message.user(String(repeating: secret, count: 500))
        let request = CacheRequest(tenant: "t", user: "u", messages: [message])
        let kept = NewEntry(request: CacheRequest(tenant: "kept", prompt: "kept text"), answer: "x")
        _ = try await store.insert(
            [NewEntry(request: request, answer: secret), kept], mode: .replace, at: Self.time)
        let record = QueryRecord(time: Self.time, tenant: "t", user: "u", messages: [message])
        _ = try await store.append { JournalBatch(records: [record]) }
        if what == "a user" {
            #expect(try await store.removeAll(user: "u", tenant: nil) == 1)
        } else {
            try await store.removeAll(tenant: "t", keepingTenant: false)
        }
        #expect(try await store.size().entryCount == 1)
        let path = folder.path + "/" + SQLiteEntryStore.fileName
        let files = [path, path + "-wal"].map { (try? Data(contentsOf: URL(filePath: $0))) ?? Data() }
        #expect(files.allSatisfy { $0.range(of: Data(secret.utf8)) == nil })
        #expect(files.contains { $0.range(of: Data("kept text".utf8)) != nil })
        await store.close()
    }

    @Test("ends a page at its limit or at some bytes of text, whichever comes first")
    func pages() async throws {
        let (store, _) = try await open()
        let answer = String(repeating: "x", count: CacheEntry.pageBytes / 2)
        _ = try await store.insert(
            (0..<5).map { entry("\($0)", answer: answer) }, mode: .replace, at: Self.time)
        func page(after id: Int64, limit: Int) async throws -> [Int64] {
            try await store.entries(tenant: "t", after: EntryID(id), limit: limit).map(\.id.rawValue)
        }
        #expect(try await page(after: 0, limit: 100) == [1, 2])
        #expect(try await page(after: 2, limit: 1) == [3])
        #expect(try await page(after: 4, limit: 100) == [5])
        #expect(try await page(after: 5, limit: 100) == [])
        await store.close()
    }

    @Test("a second process is told who holds the folder")
    func lock() async throws {
        let (store, _) = try await open()
        let expected = StoreOpenError.locked(
            folder: folder.path, holder: "a test, process \(ProcessInfo.processInfo.processIdentifier)")
        #expect(throws: expected) { try SQLiteEntryStore(folder: folder.path, purpose: "another") }
        await store.close()
        let again = try SQLiteEntryStore(folder: folder.path, purpose: "another")
        await again.close()
    }

    @Test("a file of another program is refused and left untouched", arguments: ["text", "database"])
    func foreignFile(_ kind: String) async throws {
        let path = folder.path + "/" + SQLiteEntryStore.fileName
        if kind == "text" {
            try Data("not a database, but something of value".utf8).write(to: URL(filePath: path))
        } else {
            let queue = try DatabaseQueue(path: path)
            try await queue.write { try $0.execute(sql: "CREATE TABLE valuable (x)") }
            try queue.close()
        }
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(throws: StoreOpenError.foreign(path)) {
            try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("a store of a newer version is refused and left untouched")
    func newerStore() async throws {
        let (store, _) = try await open()
        try await store.pool.write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999: from the future')")
        }
        await store.close()
        let path = folder.path + "/" + SQLiteEntryStore.fileName
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(throws: StoreOpenError.newer(path)) {
            try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("when the disk is full, writes fail whole and lookups go on")
    func fullDisk() async throws {
        let (store, observer) = try await open()
        let cache = try await SemanticCache(store: store)
        try await cache.insert(CacheRequest(tenant: "t", prompt: "p"), answer: "kept")
        try await store.pool.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
        }
        let large = String(repeating: "x", count: 100_000)
        await #expect(throws: CacheError.store(.full)) {
            try await cache.insert(
                (0..<3).map { Answered(CacheRequest(tenant: "t", prompt: "\($0)"), answer: large) })
        }
        guard case .hit(let hit) = await cache.lookup(CacheRequest(tenant: "t", prompt: "p")) else {
            Issue.record("the lookup should still hit")
            return
        }
        #expect(hit.answer == "kept")
        #expect(try await cache.statistics().store.entryCount == 1)
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
        try await cache.insert(CacheRequest(tenant: "t", prompt: "0"), answer: large)
        #expect(try await cache.statistics().store.entryCount == 2)
        _ = observer
        await cache.close()
    }

    @Test("when the database is read-only, writes fail and lookups go on")
    func readOnly() async throws {
        let (store, _) = try await open()
        let cache = try await SemanticCache(store: store)
        try await cache.insert(CacheRequest(tenant: "t", prompt: "p"), answer: "kept")
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
        await #expect(throws: CacheError.store(.readOnly)) {
            try await cache.insert(CacheRequest(tenant: "t", prompt: "q"), answer: "x")
        }
        await cache.journal.flush()
        guard case .hit = await cache.lookup(CacheRequest(tenant: "t", prompt: "p")) else {
            Issue.record("the lookup should still hit")
            return
        }
        await cache.close()
    }

    @Test("a write that fails does not take those with it that share its transaction")
    func independentWrites() async throws {
        struct Refused: Error {}
        let (store, _) = try await open()
        let queue = WriteQueue(pool: store.pool)
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "CREATE TABLE x (n INTEGER)") }
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    do {
                        try await queue.perform { db in
                            try db.execute(sql: "INSERT INTO x VALUES (?)", arguments: [number])
                            if number % 5 == 0 { throw Refused() }
                            return ((), [])
                        }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(outcomes == 160)
        let stored = try await store.pool.read { try Int.fetchAll($0, sql: "SELECT n FROM x ORDER BY n") }
        #expect(stored == (0..<200).filter { $0 % 5 != 0 })
        await store.close()
    }

    @Test("no answer ever crosses a wall", arguments: [CacheMode.exact, .semantic])
    func isolation(_ mode: CacheMode) async throws {
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        var run = IsolationRun(seed: 11, mode: mode)
        try await run.steps(1_500, on: store)
    }

    private func firstRow(_ view: String, of store: SQLiteEntryStore) throws -> Row? {
        try store.pool.read { try Row.fetchOne($0, sql: "SELECT * FROM \(view)") }
    }

    @Test("shows its content under the original's table and column names")
    func compatibleViews() async throws {
        let (store, _) = try await open()
        let request = CacheRequest(tenant: "m", messages: [.system("S"), .user("你")])
        let id = try await store.insert(
            [NewEntry(request: request, answer: "A")], mode: .replace, at: Self.time)[0].id
        _ = try await store.append {
            JournalBatch(
                records: [
                    QueryRecord(
                        time: Self.time, tenant: "m", messages: request.messages, tier: .exact, entry: id,
                        seconds: 0.25)
                ], hits: [id: .init(count: 2, last: Self.time)])
        }
        let answer = try firstRow("modelcache_llm_answer", of: store)
        let query = try firstRow("modelcache_query_log", of: store)
        #expect(
            answer.map { Array($0.columnNames) } == [
                "id", "gmt_create", "gmt_modified", "question", "answer", "answer_type", "hit_count", "model",
                "embedding_data", "is_deleted",
            ])
        #expect(answer?["question"] == "system###S|||user###你")
        #expect(answer?["hit_count"] == 2)
        #expect(answer?["gmt_create"] == "2023-11-14 22:13:20")
        #expect(
            query.map { Array($0.columnNames) } == [
                "id", "gmt_create", "gmt_modified", "error_code", "error_desc", "cache_hit", "delta_time",
                "model", "query", "hit_query", "answer",
            ])
        #expect(query?["cache_hit"] == "1")
        #expect(query?["hit_query"] == "system###S|||user###你")
        #expect(query?["answer"] == "A")
        await store.close()
    }

    @Test("keeps only the newest rows of the query log")
    func logRetention() async throws {
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test", logLimits: QueryLogLimits(rows: 10))
        try await store.attach(RecordingObserver()) { _ in }
        for number in 0..<7 {
            _ = try await store.append {
                JournalBatch(
                    records: (0..<3).map {
                        QueryRecord(time: Self.time, tenant: "t", messages: [.user("\(number * 3 + $0)")])
                    })
            }
        }
        let log = try await store.queryLog(tenant: nil, limit: 100)
        #expect(log.map { $0.messages[0].content } == (11...20).reversed().map { "\($0)" })
        await store.close()
    }

    @Test("keeps the query log within its bytes")
    func logBytes() async throws {
        let store = try SQLiteEntryStore(
            folder: folder.path, purpose: "a test", logLimits: QueryLogLimits(bytes: 10_000))
        try await store.attach(RecordingObserver()) { _ in }
        for number in 0..<20 {
            let text = String(repeating: "\(number % 10)", count: 1_000)
            _ = try await store.append {
                JournalBatch(records: [QueryRecord(time: Self.time, tenant: "t", messages: [.user(text)])])
            }
        }
        let log = try await store.queryLog(tenant: nil, limit: 100)
        #expect((7...9).contains(log.count))
        #expect(log.first?.messages[0].content.first == "9")
        let size: Int = try #require(try firstRow("query_log_size", of: store))["bytes"]
        #expect((log.count * 1_000...10_000).contains(size))
        try await store.removeAll(tenant: "t", keepingTenant: true)
        #expect(try firstRow("query_log_size", of: store)?["bytes"] == 0)
        await store.close()
    }

    @Test("forgets rows of the query log, and hourly sums, that are too old")
    func logAge() async throws {
        let store = try SQLiteEntryStore(
            folder: folder.path, purpose: "a test", logLimits: QueryLogLimits(age: 3_600, history: 7_200))
        try await store.attach(RecordingObserver()) { _ in }
        for hours in [0, 1, 2, 3, 4] as [Int64] {
            let time = Timestamp(milliseconds: Self.time.rawValue + hours * 3_600_000)
            let key = UsageKey(at: time, tenant: nil, outcome: .miss(.noEntry))
            _ = try await store.append {
                JournalBatch(
                    records: [QueryRecord(time: time, tenant: "t", messages: [.user("\(hours)")])],
                    usage: [key: Usage(lookups: 1)])
            }
        }
        #expect(try await store.queryLog(tenant: nil, limit: 9).map { $0.messages[0].content } == ["4", "3"])
        let scope = ReportScope(from: Timestamp(milliseconds: 0), until: .now)
        #expect(try await store.findings(for: scope).usage.count == 3)
        await store.close()
    }

    @Test(
        "lookups of keys and pages are served by an index",
        arguments: [
            "SELECT id FROM entry WHERE tenant = 1 AND digest = x'00'",
            "SELECT id, tenant, digest FROM entry INDEXED BY entry_key",
            "SELECT id FROM entry WHERE tenant = 1 AND id > 5 ORDER BY id LIMIT 3",
            "SELECT id FROM entry WHERE entry.user = x'00'",
            "SELECT id FROM entry WHERE tenant = 1 AND embedder IS NULL LIMIT 3",
            "SELECT id FROM entry WHERE tenant = 1 AND embedder > 2 LIMIT 3",
            "SELECT tenant, embedder, count(*) FROM entry GROUP BY tenant, embedder",
            "DELETE FROM query_log WHERE tenant = x'00'",
        ])
    func queryPlans(_ sql: String) async throws {
        let (store, _) = try await open()
        let plan = try await store.pool.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql).map { $0["detail"] as String }
        }
        #expect(plan.allSatisfy { $0.contains("INDEX") && !$0.contains("TEMP B-TREE") }, "\(plan)")
        await store.close()
    }
}
