import CacheCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

@Suite("The caches of other programs")
struct ForeignCacheTests {
    private let folder = TemporaryFolder()

    private func database(_ name: String, _ sql: String) throws -> String {
        let path = folder.path + "/" + name
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
        return path
    }

    /// `Fixtures/modelcache.sql` has the tables that the original's storage makes.
    private static var original: String {
        get throws { try String(contentsOf: OldStore.fixtures.appending(path: "modelcache.sql"), encoding: .utf8) }
    }

    @Test("the original's file gives conversations as its clients sent them")
    func originalFile() throws {
        let cache = try OriginalModelCacheFile(database("data.db", Self.original))
        #expect(cache.lastID == 4)
        let rows = try cache.rows(after: 0, limit: 100)
        #expect(
            rows == [
                .entry(
                    ForeignEntry(
                        id: 1, tenant: "CODEGPT_1008", messages: [("system", "Be brief."), ("user", "Who?")],
                        answer: "A",
                        hitCount: 3, createdAt: "2024-05-02 11:00:00")),
                .entry(
                    ForeignEntry(
                        id: 2, tenant: "CODEGPT_1008", messages: [("user", "你是谁?")], answer: "助手", hitCount: 0,
                        createdAt: "2024-05-01 10:00:00")),
                // A marker in a text is no marker.
                .entry(
                    ForeignEntry(
                        id: 3, tenant: "m_2", messages: [("user", "a|||b###c")], answer: "", hitCount: 0,
                        createdAt: "2024-05-01 10:00:00")),
                .unusable(id: 4, reason: "has no model"),
            ])
        #expect(try cache.rows(after: 2, limit: 1).map(\.id) == [3])
        #expect(try cache.rows(after: 4, limit: 1).isEmpty)
    }

    @Test("rows that are marked as deleted are passed over")
    func deletedRows() throws {
        let marked =
            try Self.original + """
                ALTER TABLE modelcache_llm_answer ADD COLUMN is_deleted INTEGER DEFAULT 0;
                UPDATE modelcache_llm_answer SET is_deleted = 1 WHERE id < 3;
                """
        #expect(try OriginalModelCacheFile(database("data.db", marked)).rows(after: 0, limit: 9).map(\.id) == [3, 4])
    }

    @Test(
        "a spliced question is cut where its roles say",
        arguments: [
            ("user###a", ["user", "a"]), ("###a", ["", "a"]), ("a", ["user", "a"]), ("", ["user", ""]),
            ("user###a|||assistant###b|||user###c", ["user", "a", "assistant", "b", "user", "c"]),
            ("user###a|||b", ["user", "a|||b"]), ("user###a###b", ["user", "a###b"]),
            ("a|||user###b", ["user", "a|||user###b"]), ("user###", ["user", ""]),
        ])
    func splicing(_ question: String, _ expected: [String]) {
        #expect(OriginalModelCacheFile.messages(in: question).flatMap { [$0.role, $0.content] } == expected)
    }

    /// `Fixtures/gptcache.sql` is what the package wrote (scripts/make-gptcache-store.py).
    @Test("GPTCache's folder gives questions that are not deleted, with their first answer that is a text")
    func gptCache() throws {
        let script = OldStore.fixtures.appending(path: "gptcache.sql")
        _ = try database("sqlite.db", String(contentsOf: script, encoding: .utf8))
        let rows = try GPTCacheFolder(folder.path).rows(after: 0, limit: 100)
        let time = "2026-01-02 03:04:05.678901"
        func entry(_ id: Int64, _ messages: [(String, String)], _ answer: String) -> ForeignRow {
            .entry(
                ForeignEntry(id: id, tenant: nil, messages: messages, answer: answer, hitCount: 0, createdAt: time))
        }
        #expect(
            rows == [
                entry(1, [("user", "What is GPTCache?")], "A cache."), entry(2, [("user", "你是谁?")], "助手"),
                entry(4, [("system", "document: a cat"), ("user", "What is in it?")], "A cat."),
                .unusable(id: 5, reason: "has no answer that is a text"),
            ])
    }

    @Test("what is no such cache is refused", arguments: ["text", "database", "nothing"])
    func refused(_ kind: String) throws {
        let path = folder.path + "/sqlite.db"
        switch kind {
        case "text": try Data("not a database at all, but long enough".utf8).write(to: URL(filePath: path))
        case "database": _ = try database("sqlite.db", "CREATE TABLE valuable (x)")
        default: break
        }
        #expect(throws: ForeignCacheError.self) { try OriginalModelCacheFile(path) }
        #expect(throws: ForeignCacheError.self) { try GPTCacheFolder(folder.path) }
    }
}
