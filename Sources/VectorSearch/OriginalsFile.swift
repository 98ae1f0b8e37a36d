import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Originals in a temporary file, which the operating system keeps in its page cache as far as memory goes.
///
/// The file has no name: it is unlinked as soon as it is open, so that a crash leaves nothing behind, and
/// nobody can truncate it. It is derived from the store and never needs to be durable.
///
/// Rows are read and written by `pread` and `pwrite`, not through a mapping: a mapped write to a full disk is
/// a SIGBUS that ends the process, a failed `pwrite` is an error.
final class OriginalsFile: OriginalVectors {
    private let descriptor: CInt
    private let dimensions: Int
    private let allocator = Mutex(RowAllocator())

    private var rowSize: Int { dimensions * MemoryLayout<Float>.stride }

    /// - Throws: `VectorSearchError.originals` when no file can be made in `folder`.
    init(folder: String, dimensions: Int) throws(VectorSearchError) {
        self.dimensions = dimensions
        let path = "\(folder)/vectors-\(UInt64.random(in: 0 ... .max)).tmp"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("making a file in \(folder)") }
        unlink(path)
    }

    deinit {
        close(descriptor)
    }

    func add(_ vectors: [UnitVector]) throws(VectorSearchError) -> [UInt32] {
        let rows = allocator.withLock { $0.allocate(vectors.count) }
        do {
            if rows.count > 1, zip(rows, rows.dropFirst()).allSatisfy({ $0 + 1 == $1 }) {
                try write(vectors.flatMap(\.components), row: rows[0])
            } else {
                for (row, vector) in zip(rows, vectors) { try write(vector.components, row: row) }
            }
        } catch {
            remove(rows)
            throw error
        }
        return rows
    }

    func remove(_ rows: [UInt32]) {
        allocator.withLock { allocator in
            allocator.release(rows)
            // The space goes back to the file system; should that fail, the rows are overwritten later.
            if allocator.end == 0 { _ = ftruncate(descriptor, 0) }
        }
    }

    func similarities(
        of rows: [UInt32], to query: UnitVector, kernels: Kernels
    ) throws(VectorSearchError) -> [Float] {
        var vector = [Float](repeating: 0, count: dimensions)
        var similarities: [Float] = []
        similarities.reserveCapacity(rows.count)
        for row in rows {
            try read(row, into: &vector)
            similarities.append(
                kernels.dotProduct(vector, query.components, count: dimensions))
        }
        return similarities
    }

    func vectors(of rows: [UInt32]) throws(VectorSearchError) -> [[Float]] {
        var vectors: [[Float]] = []
        for row in rows {
            var vector = [Float](repeating: 0, count: dimensions)
            try read(row, into: &vector)
            vectors.append(vector)
        }
        return vectors
    }

    private func write(_ components: [Float], row: UInt32) throws(VectorSearchError) {
        let size = components.count * MemoryLayout<Float>.stride
        let isWritten = components.withUnsafeBytes { bytes in
            Self.transfer(size, at: Int(row) * rowSize) { offset, done in
                pwrite(descriptor, bytes.baseAddress! + done, size - done, offset)
            }
        }
        if !isWritten { throw Self.failure("writing") }
    }

    private func read(_ row: UInt32, into vector: inout [Float]) throws(VectorSearchError) {
        let isRead = vector.withUnsafeMutableBytes { bytes in
            Self.transfer(rowSize, at: Int(row) * rowSize) { offset, done in
                pread(descriptor, bytes.baseAddress! + done, rowSize - done, offset)
            }
        }
        if !isRead { throw Self.failure("reading") }
    }

    /// Repeats a call that may be interrupted or do less than it was asked to.
    private static func transfer(
        _ size: Int, at start: Int, _ call: (_ offset: off_t, _ done: Int) -> Int
    ) -> Bool {
        var done = 0
        while done < size {
            let moved = call(off_t(start + done), done)
            if moved > 0 {
                done += moved
            } else if moved == 0 {
                errno = EIO
                return false
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    private static func failure(_ action: String) -> VectorSearchError {
        .originals("\(action): \(String(cString: strerror(errno)))")
    }
}
