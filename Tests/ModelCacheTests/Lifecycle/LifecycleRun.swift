import CacheCore
import Foundation
import Storage
import TestSupport
import Testing
import VectorSearch

@testable import ModelCache

/// A cache in a folder, driven step by step beside a `LifecycleModel`.
final class LifecycleRun {
    static let tenants: [Tenant] = ["a", "b"]
    static let promptCount = 12
    static let tags: [EntryTag] = ["x", "y", "doc:1"]

    private(set) var cache: SemanticCache
    private(set) var store: SQLiteEntryStore
    private(set) var index: EmbeddedVectorIndex
    var model = LifecycleModel()
    let clock = ManualClock()
    private let evicts: Bool
    private var folder = TemporaryFolder()
    private let embedder = FakeEmbedder(dimensions: 1_024)
    private var generator: SeededGenerator

    init(seed: UInt64, evicts: Bool) async throws {
        generator = SeededGenerator(seed: seed)
        self.evicts = evicts
        (cache, store, index) = try await Self.open(folder, clock, embedder, evicts: evicts)
        model.policy = cache.policy.standard
        model.isEvicting = evicts
    }

    private static func open(
        _ folder: TemporaryFolder, _ clock: ManualClock, _ embedder: FakeEmbedder, evicts: Bool
    ) async throws -> (SemanticCache, SQLiteEntryStore, EmbeddedVectorIndex) {
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        let index = try EmbeddedVectorIndex(
            dimensions: embedder.dimensions, source: StoredVectors(store: store, fingerprint: embedder.fingerprint))
        var policy = CachePolicy(standard: TenantPolicy(mode: .semantic, threshold: 0.9))
        policy.standard.timeToLive = 300
        policy.undoWindow = LifecycleModel.undoWindow
        if evicts { policy.capacity.entries = 6 }
        var options = SemanticCache.Options()
        options.clock = { clock.now }
        options.evictsEntries = evicts
        options.fillsIndex = false
        let cache = try await SemanticCache(
            store: store, policy: policy, embedder: embedder, index: index, options: options)
        return (cache, store, index)
    }

    func close() async { await cache.close() }

    func restart() async throws {
        await cache.close()
        (cache, store, index) = try await Self.open(folder, clock, embedder, evicts: evicts)
    }

    /// Goes on with what is in the files now, as after `kill -9`; the old cache is not asked again.
    func crash() async throws {
        await cache.journal.flush()
        let copy = TemporaryFolder()
        for suffix in ["", "-wal"] {
            let name = "/" + SQLiteEntryStore.fileName + suffix
            if FileManager.default.fileExists(atPath: folder.path + name) {
                try FileManager.default.copyItem(atPath: folder.path + name, toPath: copy.path + name)
            }
        }
        let old = cache
        (cache, store, index) = try await Self.open(copy, clock, embedder, evicts: evicts)
        await old.close()
        folder = copy
    }

    // MARK: Random choices

    func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < share }
    func randomTenant() -> Tenant { Self.tenants[random(0...1)] }

    /// Eight words that no other prompt has.
    func request(_ tenant: Tenant, _ number: Int, isSimilar: Bool = false) -> CacheRequest {
        let words = (0..<8).map { "w\(number)x\($0)" }.joined(separator: " ")
        return CacheRequest(tenant: tenant, prompt: isSimilar ? words + " please" : words)
    }

    func randomRequest() -> CacheRequest { request(randomTenant(), random(1...Self.promptCount)) }
    func randomTags() -> [EntryTag] { Self.tags.filter { _ in chance(0.4) } }

    func randomLifetime() -> RequestedLifetime {
        RequestedLifetime(
            timeToLive: chance(0.5) ? Double(random(1...400)) : nil, isSliding: chance(0.3),
            staleTime: chance(0.3) ? Double(random(1...200)) : nil, isPinned: chance(0.15))
    }

    func randomID() -> EntryID { EntryID(Int64(random(1...max(Int(highestID) + 1, 1)))) }
    private var highestID: Int64 { (Array(model.live.keys) + model.deleted.keys).map(\.rawValue).max() ?? 0 }
}
