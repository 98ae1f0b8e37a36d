import CacheCore
import Synchronization
import TestSupport
import Testing

/// Notes which tenants it is made ready for, until it has no memory left.
private final class PreparedIndex: VectorIndex {
    private let vectors = BruteForceIndex()
    private let state: Mutex<(prepared: [Tenant], room: Int)>

    init(room: Int = .max) {
        state = Mutex(([], room))
    }

    var prepared: [Tenant] { state.withLock { $0.prepared } }

    func prepare(_ tenant: Tenant) async -> Bool {
        state.withLock { state in
            guard state.prepared.count < state.room else { return false }
            state.prepared.append(tenant)
            return true
        }
    }

    func insert(_ vectors: [IndexedVector], tenant: Tenant) { self.vectors.insert(vectors, tenant: tenant) }
    func remove(_ ids: [EntryID], tenant: Tenant) { vectors.remove(ids, tenant: tenant) }
    func removeAll(tenant: Tenant) { vectors.removeAll(tenant: tenant) }

    func search(
        _ vector: [Float], tenant: Tenant, partition: PartitionDigest, among: [EntryID]?, count: Int
    ) async throws -> [Neighbour] {
        try await vectors.search(vector, tenant: tenant, partition: partition, among: among, count: count)
    }
}

@Suite("After a start the index is made ready")
struct IndexPreparationTests {
    private let store = MapEntryStore()
    private let policy = CachePolicy(
        standard: TenantPolicy(mode: .semantic, threshold: 0.9), tenants: ["plain": TenantPolicy(mode: .exact)])

    /// A store in which "small" and "plain" were asked last.
    private func fill() async throws {
        let cache = try await open(PreparedIndex())
        for (tenant, count) in [("small", 1), ("plain", 9), ("medium", 3), ("large", 7)] {
            for number in 0..<count {
                try await cache.insert(CacheRequest(tenant: Tenant(tenant), prompt: "prompt \(number)"), answer: "x")
            }
        }
        for tenant in ["plain", "small"] as [Tenant] {
            _ = await cache.lookup(CacheRequest(tenant: tenant, prompt: "prompt 0"))
        }
        await cache.journal.flush()
    }

    private func open(_ index: PreparedIndex, preparing: Bool = true) async throws -> SemanticCache {
        var options = SemanticCache.Options()
        options.preparesIndex = preparing
        return try await SemanticCache(
            store: store, policy: policy, embedder: FakeEmbedder(), index: index, options: options)
    }

    private func expect(_ index: PreparedIndex, prepares tenants: [Tenant]) async throws {
        let cache = try await open(index)
        for _ in 0..<200 where index.prepared.count < tenants.count { try await Task.sleep(for: .milliseconds(10)) }
        try await Task.sleep(for: .milliseconds(50))
        #expect(index.prepared == tenants)
        withExtendedLifetime(cache) {}
    }

    @Test("for the tenants that were asked last, then for the largest, but for none that never looks up by meaning")
    func order() async throws {
        try await fill()
        try await expect(PreparedIndex(), prepares: ["small", "large", "medium"])
    }

    @Test("until memory is used up")
    func memory() async throws {
        try await fill()
        try await expect(PreparedIndex(room: 2), prepares: ["small", "large"])
    }

    @Test("not at all in a process that asks little")
    func off() async throws {
        try await fill()
        let index = PreparedIndex()
        let cache = try await open(index, preparing: false)
        try await Task.sleep(for: .milliseconds(100))
        #expect(index.prepared == [])
        withExtendedLifetime(cache) {}
    }
}
