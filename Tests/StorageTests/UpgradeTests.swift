import CacheCore
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// Stores of earlier versions, kept as SQL in `Fixtures`: what `OldStore.script` wrote when the version was the newest.
@Suite("A store of an earlier version")
struct UpgradeTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/" + SQLiteEntryStore.fileName }

    private static let versions = Schema.migrator.migrations.compactMap { OldStore.version($0) }

    private func makeStore(_ version: Int) throws {
        let script = try String(contentsOf: OldStore.fixture(version), encoding: .utf8)
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in try db.execute(sql: script) }
        try queue.close()
    }

    @Test("is kept for every version but the present one")
    func allKept() throws {
        for version in Self.versions.dropLast() {
            #expect(FileManager.default.fileExists(atPath: OldStore.fixture(version).path), "version \(version)")
        }
    }

    @Test(
        "opens with all entries, vectors and hits, and is found by requests and by meaning",
        arguments: versions.dropLast())
    func opens(_ version: Int) async throws {
        try makeStore(version)
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        #expect(store.upgrade?.from == version)
        #expect(store.upgrade?.to == Self.versions.last)
        let first = try #require(try await store.entry(EntryID(1)))
        #expect(first.createdAt == OldStore.time)
        #expect(first.hitCount == 3)
        let embedder = OldStore.embedder
        let index = BruteForceIndex()
        let policy = CachePolicy(standard: TenantPolicy(mode: .semantic, threshold: 0.9))
        let cache = try await SemanticCache(store: store, policy: policy, embedder: embedder, index: index)
        for expected in OldStore.entries {
            guard case .hit(let hit) = await cache.lookup(expected.request) else {
                Issue.record("\(expected.answer) is not found")
                continue
            }
            #expect(hit.answer == expected.answer)
            #expect(hit.tier == .exact)
        }
        guard case .hit(let hit) = await cache.lookup(OldStore.rewording) else {
            Issue.record("the rewording is not found")
            return
        }
        #expect(hit.tier == .semantic)
        #expect(try await store.labels(countingFrom: OldStore.time).labels.count == (version >= 3 ? 1 : 0))
        #expect(try await store.verify(rules: { policy[$0].rules }).isEmpty)
        await cache.close()
    }

    @Test("is copied before it is changed; the two newest copies are kept")
    func backups() async throws {
        for version in Self.versions.dropLast().prefix(3) {
            try makeStore(version)
            let before = try contents()
            let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
            let backup = try #require(store.upgrade?.backup)
            await store.close()
            #expect(backup == folder.path + "/backups/version-\(version).sqlite")
            #expect(try contents(of: backup) == before)
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        }
        let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/backups").sorted()
        #expect(kept == ["version-2.sqlite", "version-3.sqlite"])
    }

    @Test("is left as it is when no copy can be made")
    func noBackup() async throws {
        try makeStore(2)
        // A file where the folder should be.
        try Data().write(to: URL(filePath: folder.path + "/backups"))
        let before = try Data(contentsOf: URL(filePath: path))
        let expected = StoreOpenError.noBackup(path, reason: "\(folder.path)/backups cannot be made")
        #expect(throws: expected) { try SQLiteEntryStore(folder: folder.path, purpose: "a test") }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("is left as it is when there is no room for a copy")
    func noRoom() async throws {
        try makeStore(2)
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(throws: StoreOpenError.noBackup(path, reason: "no space is left")) {
            try StoreUpgrade.prepare(path, maximumPages: 3)
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/backups").isEmpty)
    }

    @Test("of the present version is not copied")
    func present() async throws {
        for _ in 0..<2 {
            let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
            #expect(store.upgrade == nil)
            await store.close()
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/backups"))
    }

    /// All tables of the store, as SQL.
    private func contents(of path: String? = nil) throws -> String {
        let queue = try DatabaseQueue(path: path ?? self.path)
        defer { try? queue.close() }
        return try queue.read { try OldStore.script($0) }
    }

    /// Writes the fixtures of versions that have none. Run it once before a new migration is added:
    /// `MODELCACHE_WRITE_FIXTURES=1 swift test --filter UpgradeTests/writeFixtures`
    @Test(
        "fixtures are written on request",
        .enabled(if: ProcessInfo.processInfo.environment["MODELCACHE_WRITE_FIXTURES"] != nil))
    func writeFixtures() async throws {
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        try await OldStore.fill(store)
        await store.close()
        for (identifier, version) in zip(Schema.migrator.migrations, Self.versions)
        where !FileManager.default.fileExists(atPath: OldStore.fixture(version).path) {
            let old = try OldStore.narrowed(path, to: identifier)
            try old.write(to: OldStore.fixture(version), atomically: true, encoding: .utf8)
        }
    }
}
