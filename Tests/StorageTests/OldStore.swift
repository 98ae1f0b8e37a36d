import CacheCore
import Foundation
import GRDB
import TestSupport

@testable import Storage

/// What the stores of earlier versions hold, and how they are written down as SQL.
enum OldStore {
    static let time = Timestamp(milliseconds: 1_700_000_000_000)
    static let embedder = FakeEmbedder(dimensions: 16)
    static let entries: [(request: CacheRequest, answer: String)] = [
        (CacheRequest(tenant: "shop", prompt: "how do I cancel an order"), "Open your orders."),
        (
            CacheRequest(tenant: "shop", user: "u", version: "2", messages: [.system("Be brief."), .user("你是谁?")]),
            "我是助手"
        ),
        (CacheRequest(tenant: "a/b\0c", messages: [.user("é"), .assistant("e"), .user("e\u{301}")]), "it's"),
    ]
    static let rewording = CacheRequest(tenant: "shop", prompt: "Cancel an order: how do I")

    static func version(_ identifier: String) -> Int? {
        identifier.split(separator: ":").first.flatMap { Int($0) }
    }

    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static func fixture(_ version: Int) -> URL { fixtures.appending(path: "store-\(version).sql") }

    static func fill(_ store: SQLiteEntryStore) async throws {
        let vectors = try await embedder.embed(entries.map(\.request.matchedText), for: "any")
        let new = zip(entries, vectors).map { entry, embedding in
            NewEntry(
                request: entry.request, answer: entry.answer,
                embedding: StoredEmbedding(vector: embedding.vector, fingerprint: embedder.fingerprint))
        }
        _ = try await store.insert(new, mode: .replace, at: time)
        let record = QueryRecord(time: time, tenant: "shop", messages: [.user("x")], missReason: .noEntry)
        _ = try await store.append {
            JournalBatch(records: [record], hits: [EntryID(1): .init(count: 3, last: time)])
        }
        guard let pair = Digest(bytes: (0..<32).map { UInt8($0) }) else { return }
        try await store.label([
            PairLabel(
                tenant: "shop", pair: PairDigest(pair), isSame: false, source: .feedback, score: nil,
                judge: "a test", time: time)
        ])
    }

    /// The content of a store as one of an earlier version: the columns that this one had.
    static func narrowed(_ path: String, to identifier: String) throws -> String {
        let old = try DatabaseQueue()
        try Schema.migrator.migrate(old, upTo: identifier)
        try old.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF; ATTACH DATABASE ? AS filled", arguments: [path])
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'grdb%'")
            for table in tables where !table.hasPrefix("sqlite") {
                let columns = try db.columns(in: table).map { "\"\($0.name)\"" }.joined(separator: ", ")
                try db.execute(
                    sql:
                        "DELETE FROM main.\(table); INSERT INTO main.\(table) (\(columns)) SELECT \(columns) FROM filled.\(table)"
                )
            }
            try db.execute(sql: "DETACH DATABASE filled; PRAGMA application_id = \(Schema.applicationID)")
        }
        return try old.read { try script($0) }
    }

    /// Everything in a database as SQL that makes it anew.
    static func script(_ db: Database) throws -> String {
        var lines = ["PRAGMA application_id = \(Schema.applicationID);", "BEGIN;"]
        let objects = try Row.fetchAll(
            db, sql: "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'sqlite_sequence'")
        for object in objects where object["type"] == "table" {
            let name = object["name"] as String
            lines.append((object["sql"] as String) + ";")
            let columns = try db.columns(in: name).map { "quote(\"\($0.name)\")" }.joined(separator: " || ', ' || ")
            for values in try String.fetchAll(db, sql: "SELECT \(columns) FROM \"\(name)\" ORDER BY 1") {
                lines.append("INSERT INTO \"\(name)\" VALUES (\(values));")
            }
        }
        for object in objects where object["type"] != "table" { lines.append((object["sql"] as String) + ";") }
        return (lines + ["COMMIT;"]).joined(separator: "\n") + "\n"
    }
}
