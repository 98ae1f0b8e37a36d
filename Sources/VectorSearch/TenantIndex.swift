import CacheCore
import Synchronization

/// The index of one tenant, safe to search and to change from any number of threads.
///
/// Searches run side by side. A change waits for the searches of this tenant that are under way (milliseconds
/// at a million vectors) and holds later ones up for microseconds; other tenants are not touched.
final class TenantIndex: Sendable {
    private let vectors: ReadWriteLock<PartitionedVectors>
    private let originals: any OriginalVectors
    private let layout: RowLayout
    private let kernels: Kernels
    private let bytes = Atomic<Int>(0)

    init(
        layout: RowLayout, originals: any OriginalVectors, limits: SearchLimits = SearchLimits(),
        kernels: Kernels = .best
    ) {
        vectors = ReadWriteLock(PartitionedVectors(layout: layout, limits: limits))
        self.originals = originals
        self.layout = layout
        self.kernels = kernels
    }

    deinit {
        removeAll()
    }

    /// Bytes of memory, without the originals.
    var byteCount: Int { bytes.load(ordering: .relaxed) }

    var count: Int { vectors.read { $0.count } }

    func count(in partition: PartitionDigest) -> Int {
        vectors.read { $0.count(in: partition) }
    }

    /// Adds or replaces vectors; the number of those that cannot be compared and were left out. An
    /// older vector of theirs is removed, because it is no longer right.
    func insert(_ insertions: [IndexedVector]) -> Int {
        let units = insertions.map { try? UnitVector($0.vector, dimensions: layout.dimensions) }
        var rows = originals.add(units.compactMap { $0 })[...]
        let obsolete = vectors.write { vectors in
            var obsolete: [UInt32] = []
            for (insertion, unit) in zip(insertions, units) {
                if let row = vectors.remove(insertion.id) { obsolete.append(row) }
                guard let unit else { continue }
                vectors.insert(
                    unit, id: insertion.id, partition: insertion.partition,
                    original: rows.removeFirst())
            }
            bytes.store(vectors.byteCount, ordering: .relaxed)
            return obsolete
        }
        if !obsolete.isEmpty { originals.remove(obsolete) }
        return units.count { $0 == nil }
    }

    func remove(_ ids: [EntryID]) {
        let obsolete = vectors.write { vectors in
            let obsolete = ids.compactMap { vectors.remove($0) }
            bytes.store(vectors.byteCount, ordering: .relaxed)
            return obsolete
        }
        originals.remove(obsolete)
    }

    func removeAll() {
        let obsolete = vectors.write { vectors in
            let obsolete = vectors.originals
            vectors = PartitionedVectors(layout: layout, limits: vectors.limits)
            bytes.store(0, ordering: .relaxed)
            return obsolete
        }
        if !obsolete.isEmpty { originals.remove(obsolete) }
    }

    /// The nearest neighbours in a partition with exact similarities, nearest first, ties by the lower id.
    func search(
        _ vector: UnitVector, in partition: PartitionDigest, among: [EntryID]? = nil, count: Int
    ) throws(VectorSearchError) -> [Neighbour] {
        let query = QuantizedQuery(vector, stride: layout.stride)
        return try vectors.read { vectors throws(VectorSearchError) in
            let candidates = vectors.candidates(
                for: query, in: partition, among: among, count: count, kernels: kernels)
            return nearest(
                candidates, originals: try originals.vectors(of: candidates.map(\.original)), to: vector, count: count)
        }
    }

    /// - Parameter originals: the candidates' vectors, one behind the other.
    private func nearest(
        _ candidates: [PartitionedVectors.Candidate], originals: [Float], to vector: UnitVector, count: Int
    ) -> [Neighbour] {
        let dimensions = layout.dimensions
        let similarities = originals.withUnsafeBufferPointer { originals in
            candidates.indices.map { position in
                kernels.dotProduct(
                    originals.baseAddress! + position * dimensions, vector.components, count: dimensions)
            }
        }
        let positions = candidates.indices.sorted { left, right in
            similarities[left] == similarities[right]
                ? candidates[left].id < candidates[right].id : similarities[left] > similarities[right]
        }
        return positions.prefix(count).map { position in
            Neighbour(
                id: candidates[position].id, similarity: similarities[position],
                vector: Array(originals[position * dimensions..<(position + 1) * dimensions]))
        }
    }
}
