/// Finds the stored vectors that are nearest to a query's, within one partition.
///
/// An index holds vectors of one embedding fingerprint. It is derived from the store and can be rebuilt at
/// any time. `insert` and `remove` are called in the order in which the store committed; a search sees every
/// change that was made before it began.
public protocol VectorIndex: Sendable {
    /// Adds vectors; one whose id is already there replaces it, also in another partition.
    func insert(_ vectors: [IndexedVector], tenant: Tenant)

    /// Removes vectors; unknown ids are ignored.
    func remove(_ ids: [EntryID], tenant: Tenant)

    /// Removes all vectors of a tenant.
    func removeAll(tenant: Tenant)

    /// The `count` nearest neighbours of `vector` (unit length) within one partition, nearest first, ties by
    /// the lower id, with exact similarities.
    ///
    /// - Parameter among: the only entries to look at, each once, in any order; nil for all of the partition. Those that are
    ///   of another partition, or unknown, are passed over. No neighbour among them is lost to others.
    /// - Throws: `VectorIndexError.busy` at once when too much work waits; anything else is a failure.
    func search(
        _ vector: [Float], tenant: Tenant, partition: PartitionDigest, among: [EntryID]?, count: Int
    ) async throws -> [Neighbour]

    /// Gets ready for searches of a tenant, where the first of them would have to wait; false when there is no memory left
    /// for getting ready ahead. What fails is tried again by the search.
    func prepare(_ tenant: Tenant) async -> Bool
}

extension VectorIndex {
    public func prepare(_ tenant: Tenant) async -> Bool { true }

    public func search(
        _ vector: [Float], tenant: Tenant, partition: PartitionDigest, count: Int
    ) async throws -> [Neighbour] {
        try await search(vector, tenant: tenant, partition: partition, among: nil, count: count)
    }
}

/// What every vector index may say instead of searching.
public enum VectorIndexError: Error, Equatable {
    /// Too many searches are waiting; the caller should go on without.
    case busy
}

/// A vector and where it belongs.
public struct IndexedVector: Sendable {
    public let id: EntryID
    public let partition: PartitionDigest
    /// Unit length.
    public let vector: [Float]

    public init(id: EntryID, partition: PartitionDigest, vector: [Float]) {
        self.id = id
        self.partition = partition
        self.vector = vector
    }
}

/// A stored entry near a query.
public struct Neighbour: Sendable, Equatable {
    public let id: EntryID
    /// The cosine of the two vectors: higher is closer, 1 is the same direction.
    public let similarity: Float
    /// The stored vector.
    public let vector: [Float]

    public init(id: EntryID, similarity: Float, vector: [Float]) {
        self.id = id
        self.similarity = similarity
        self.vector = vector
    }
}
