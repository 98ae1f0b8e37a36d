import CacheCore
import Synchronization

/// The plainest vector index there can be: it compares the query with everything. The oracle for others.
public final class BruteForceIndex: VectorIndex {
    private struct Item {
        let partition: PartitionDigest
        let vector: [Float]
    }

    private let tenants = Mutex<[Tenant: [EntryID: Item]]>([:])

    public init() {}

    public func insert(_ vectors: [IndexedVector], tenant: Tenant) {
        tenants.withLock { tenants in
            for vector in vectors {
                tenants[tenant, default: [:]][vector.id] = Item(
                    partition: vector.partition, vector: vector.vector)
            }
        }
    }

    public func remove(_ ids: [EntryID], tenant: Tenant) {
        tenants.withLock { tenants in
            for id in ids { tenants[tenant]?[id] = nil }
        }
    }

    public func removeAll(tenant: Tenant) {
        tenants.withLock { $0[tenant] = nil }
    }

    public func search(
        _ vector: [Float], tenant: Tenant, partition: PartitionDigest, among: [EntryID]?, count: Int
    ) async throws -> [Neighbour] {
        let items = tenants.withLock { $0[tenant] ?? [:] }
        let admitted = among.map { Set($0) }
        let neighbours = items.filter { id, item in
            item.partition == partition && (admitted?.contains(id) ?? true)
        }.map { id, item in
            Neighbour(
                id: id, similarity: zip(vector, item.vector).reduce(0) { $0 + $1.0 * $1.1 }, vector: item.vector)
        }
        let sorted = neighbours.sorted { left, right in
            left.similarity == right.similarity ? left.id < right.id : left.similarity > right.similarity
        }
        return Array(sorted.prefix(count))
    }
}
