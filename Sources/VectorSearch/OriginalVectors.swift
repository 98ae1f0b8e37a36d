import Synchronization

/// Keeps the vectors as they were given, for the exact similarities of a search's last step.
///
/// Rows are numbered; all tenants of an index share one storage.
protocol OriginalVectors: Sendable {
    /// Stores vectors and returns their rows, in their order.
    func add(_ vectors: [UnitVector]) -> [UInt32]

    /// Gives rows free.
    func remove(_ rows: [UInt32])

    /// The vectors in rows that are stored, one behind the other.
    func vectors(of rows: [UInt32]) throws(VectorSearchError) -> [Float]
}

/// Which rows of a storage are in use: freed rows are used again first.
struct RowAllocator {
    private var free: [UInt32] = []
    /// The number of rows ever used at once.
    private(set) var end = 0

    var usedCount: Int { end - free.count }

    mutating func allocate(_ count: Int) -> [UInt32] {
        let reused = free.suffix(count)
        free.removeLast(reused.count)
        let fresh = end..<end + count - reused.count
        precondition(fresh.upperBound <= UInt32.max, "too many vectors for one index")
        end = fresh.upperBound
        return Array(reused) + fresh.map(UInt32.init)
    }

    mutating func release(_ rows: [UInt32]) {
        free += rows
        if usedCount == 0 { self = RowAllocator() }
    }
}

/// Originals in memory, for caches without a folder: 4 bytes a component on top of the index.
final class OriginalsInMemory: OriginalVectors {
    private struct State {
        var allocator = RowAllocator()
        let components = AlignedBuffer<Float>()
    }

    private let dimensions: Int
    private let state = Mutex(State())

    init(dimensions: Int) {
        self.dimensions = dimensions
    }

    func add(_ vectors: [UnitVector]) -> [UInt32] {
        state.withLock { state in
            let rows = state.allocator.allocate(vectors.count)
            state.components.reserve(state.allocator.end * dimensions)
            for (row, vector) in zip(rows, vectors) {
                (state.components.base + Int(row) * dimensions).update(
                    from: vector.components, count: dimensions)
            }
            return rows
        }
    }

    func remove(_ rows: [UInt32]) {
        state.withLock { state in
            state.allocator.release(rows)
            state.components.shrink(toFit: state.allocator.end * dimensions)
        }
    }

    func vectors(of rows: [UInt32]) -> [Float] {
        state.withLock { state in
            rows.flatMap { row in
                UnsafeBufferPointer(start: state.components.base + Int(row) * dimensions, count: dimensions)
            }
        }
    }
}
