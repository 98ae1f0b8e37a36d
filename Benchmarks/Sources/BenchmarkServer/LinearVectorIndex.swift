import ModelCache
import Synchronization

/// Keeps vectors in a map and compares with each of them.
final class LinearVectorIndex: VectorIndex {
    private let vectors = Mutex<[Tenant: [EntryID: IndexedVector]]>([:])

    func insert(_ new: [IndexedVector], tenant: Tenant) {
        vectors.withLock { vectors in
            for vector in new { vectors[tenant, default: [:]][vector.id] = vector }
        }
    }

    func remove(_ ids: [EntryID], tenant: Tenant) {
        vectors.withLock { vectors in
            for id in ids { vectors[tenant]?[id] = nil }
        }
    }

    func removeAll(tenant: Tenant) {
        vectors.withLock { $0[tenant] = nil }
    }

    func search(
        _ vector: [Float], tenant: Tenant, partition: PartitionDigest, among: [EntryID]?, count: Int
    ) async throws -> [Neighbour] {
        let all = vectors.withLock { $0[tenant] ?? [:] }
        let found = all.values.lazy.filter { vector in
            vector.partition == partition && among?.contains(vector.id) ?? true
        }.map { stored in
            Neighbour(
                id: stored.id, similarity: zip(stored.vector, vector).reduce(0) { $0 + $1.0 * $1.1 },
                vector: stored.vector)
        }
        return Array(
            found.sorted { ($1.similarity, $0.id) < ($0.similarity, $1.id) }.prefix(count))
    }
}
