import CacheCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

@Suite("The verification of a store")
struct VerificationTests {
    private let folder = TemporaryFolder()

    /// A way to damage a store, and what is found then.
    struct Damage: Sendable, CustomTestStringConvertible {
        let sql: String
        let found: [StoreFinding.Kind]
        var entriesLeft = 3

        var testDescription: String { "\(found.map(\.rawValue))" }
    }

    static let damages: [Damage] = [
        Damage(sql: "DELETE FROM tenant WHERE name = X'612F620063'", found: [.entryWithoutTenant], entriesLeft: 2),
        Damage(sql: "UPDATE entry SET request = X'7B' WHERE id = 2", found: [.unreadableEntry], entriesLeft: 2),
        Damage(sql: "UPDATE entry SET answer = X'FF' WHERE id = 2", found: [.unreadableEntry], entriesLeft: 2),
        Damage(sql: "UPDATE entry SET digest = zeroblob(32) WHERE id = 1", found: [.wrongKey]),
        Damage(
            sql: """
                CREATE TEMP TABLE swapped AS SELECT id, digest FROM entry;
                UPDATE entry SET digest = zeroblob(id) WHERE id < 3;
                UPDATE entry SET digest = (SELECT digest FROM swapped WHERE id = 3 - entry.id) WHERE id < 3;
                """, found: [.wrongKey]),
        Damage(sql: "UPDATE entry SET partition = zeroblob(32) WHERE id = 1", found: [.wrongPartition]),
        Damage(
            sql: """
                INSERT INTO entry (tenant, digest, partition, created_at, modified_at, request, answer)
                    SELECT tenant, X'01', partition, 1, 1, request, answer FROM entry WHERE id = 1;
                INSERT INTO retention (entry, tenant, weight, written_at)
                    SELECT 4, tenant, weight, written_at FROM retention WHERE entry = 1;
                """, found: [.wrongKey, .repeatedRequest]),
        Damage(sql: "UPDATE entry SET embedding = X'0102' WHERE id = 1", found: [.brokenVector]),
        Damage(sql: "UPDATE entry SET embedding = zeroblob(64) WHERE id = 1", found: [.brokenVector]),
        Damage(sql: "UPDATE entry SET embedding = X'0000C07F' || zeroblob(60) WHERE id = 1", found: [.brokenVector]),
        Damage(sql: "UPDATE entry SET embedder = 77 WHERE id = 1", found: [.brokenVector]),
        Damage(sql: "UPDATE entry SET embedder = NULL WHERE id = 1", found: [.brokenVector]),
        Damage(sql: "DELETE FROM retention WHERE entry = 2", found: [.missingRetention]),
        Damage(sql: "INSERT INTO hit VALUES (99, 1, 1)", found: [.orphanedHits]),
        Damage(
            sql: "INSERT INTO retention (entry, tenant, weight, written_at) VALUES (99, 1, 1, 1)",
            found: [.orphanedRetention]),
        Damage(
            sql: "INSERT INTO label VALUES (99, zeroblob(32), 1, 'feedback', NULL, 'j', 1)", found: [.orphanedLabels]),
    ]

    private func store() async throws -> SQLiteEntryStore {
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        try await OldStore.fill(store)
        return store
    }

    @Test("finds nothing in a sound store, also before it holds anything")
    func sound() async throws {
        let empty = try SQLiteEntryStore(folder: folder.path + "/empty", purpose: "a test")
        #expect(try await empty.verify(rules: { _ in PartitionRules() }).isEmpty)
        await empty.close()
        let store = try await store()
        #expect(try await store.verify(rules: { _ in PartitionRules() }).isEmpty)
        await store.close()
    }

    @Test("finds every damage, and a repair mends it", arguments: damages)
    func damage(_ damage: Damage) async throws {
        let store = try await store()
        try await store.pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.execute(sql: damage.sql)
            try db.execute(sql: "PRAGMA foreign_keys = ON")
        }
        let rules: @Sendable (Tenant) -> PartitionRules = { _ in PartitionRules() }
        let dimensions = [OldStore.embedder.fingerprint: OldStore.embedder.dimensions]
        #expect(try await store.verify(rules: rules, dimensions: dimensions).map(\.kind) == damage.found)
        #expect(try await store.repair(rules: rules, dimensions: dimensions).map(\.kind) == damage.found)
        #expect(try await store.verify(rules: rules, dimensions: dimensions).isEmpty)
        #expect(try await store.size().entryCount == damage.entriesLeft)
        await store.close()
    }

    @Test("finds pages that were overwritten")
    func damagedFile() async throws {
        let store = try await store()
        let filler = (0..<200).map {
            NewEntry(
                request: CacheRequest(tenant: "t", prompt: "\($0)"), answer: String(repeating: "x", count: 2_000))
        }
        _ = try await store.insert(filler, mode: .replace, at: OldStore.time)
        await store.close()
        let path = folder.path + "/" + SQLiteEntryStore.fileName
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.seek(toOffset: 40 * 4_096)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 3 * 4_096))
        try file.close()
        let damaged = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        do {
            let findings = try await damaged.verify(rules: { _ in PartitionRules() })
            #expect(findings.contains { $0.kind == .damagedFile })
        } catch {
            // Some pages cannot even be read.
            #expect("\(error)".contains("malformed"))
        }
        await damaged.close()
    }
}
