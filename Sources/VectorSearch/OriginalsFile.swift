import Logging
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
/// a SIGBUS that ends the process, a failed `pwrite` is an error. Vectors that could not be written, because the disk
/// is full, stay in memory until their rows are given free, and searches go on.
final class OriginalsFile: OriginalVectors {
    /// `pwrite`, or what a test puts in its place.
    typealias Write = @Sendable (CInt, UnsafeRawPointer, Int, off_t) -> Int

    private let descriptor: CInt
    private let folder: String
    private let dimensions: Int
    private let logger: Logger
    private let systemWrite: Write
    private let allocator = Mutex(RowAllocator())
    /// Vectors by their rows, and their number for those who ask without the lock.
    private let unwritten = Mutex<[UInt32: [Float]]>([:])
    private let unwrittenCount = Atomic<Int>(0)

    private var rowSize: Int { dimensions * MemoryLayout<Float>.stride }

    /// - Parameter logger: told when the file cannot be written any more, and when it can again.
    /// - Throws: `VectorSearchError.originals` when no file can be made in `folder`.
    init(
        folder: String, dimensions: Int, logger: Logger, write: @escaping Write = { pwrite($0, $1, $2, $3) }
    ) throws(VectorSearchError) {
        self.folder = folder
        self.dimensions = dimensions
        self.logger = logger
        systemWrite = write
        let path = "\(folder)/vectors-\(UInt64.random(in: 0 ... .max)).tmp"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .originals("making a file in \(folder): \(Self.lastError)") }
        unlink(path)
    }

    deinit {
        close(descriptor)
    }

    func add(_ vectors: [UnitVector]) -> [UInt32] {
        let rows = allocator.withLock { $0.allocate(vectors.count) }
        if rows.count > 1, zip(rows, rows.dropFirst()).allSatisfy({ $0 + 1 == $1 }) {
            if let failure = write(vectors.flatMap(\.components), row: rows[0]) {
                keepInMemory(vectors, rows: rows, because: failure)
            }
        } else {
            for (row, vector) in zip(rows, vectors) {
                if let failure = write(vector.components, row: row) {
                    keepInMemory([vector], rows: [row], because: failure)
                }
            }
        }
        return rows
    }

    func remove(_ rows: [UInt32]) {
        if unwrittenCount.load(ordering: .acquiring) > 0 { forgetUnwritten(rows) }
        allocator.withLock { allocator in
            allocator.release(rows)
            // The space goes back to the file system; should that fail, the rows are overwritten later.
            if allocator.end == 0 { _ = ftruncate(descriptor, 0) }
        }
    }

    /// Vectors that are in memory because they could not be written.
    var countInMemory: Int { unwrittenCount.load(ordering: .relaxed) }

    private func keepInMemory(_ vectors: [UnitVector], rows: [UInt32], because failure: String) {
        let (old, new) = unwritten.withLock { unwritten in
            let old = unwritten.count
            for (row, vector) in zip(rows, vectors) { unwritten[row] = vector.components }
            unwrittenCount.store(unwritten.count, ordering: .releasing)
            return (old, unwritten.count)
        }
        // Once at the beginning, and then each time their number has doubled.
        guard old == 0 || old.leadingZeroBitCount != new.leadingZeroBitCount else { return }
        logger.warning(
            """
            The file of original vectors cannot be written, so vectors stay in memory until there is room again; \
            semantic lookups go on
            """,
            metadata: [
                "folder": "\(folder)", "reason": "\(failure)", "vectors": "\(new)", "bytes": "\(new * rowSize)",
            ])
    }

    private func forgetUnwritten(_ rows: [UInt32]) {
        let isEmptied = unwritten.withLock { unwritten in
            guard !unwritten.isEmpty else { return false }
            for row in rows { unwritten[row] = nil }
            unwrittenCount.store(unwritten.count, ordering: .releasing)
            return unwritten.isEmpty
        }
        if isEmptied {
            logger.notice("All original vectors are in the file again", metadata: ["folder": "\(folder)"])
        }
    }

    func vectors(of rows: [UInt32]) throws(VectorSearchError) -> [Float] {
        var vectors = [Float](repeating: 0, count: rows.count * dimensions)
        let isRead = vectors.withUnsafeMutableBytes { bytes in
            rows.indices.allSatisfy { index in
                read(rows[index], into: .init(rebasing: bytes[index * rowSize..<(index + 1) * rowSize]))
            }
        }
        guard isRead else { throw .originals("reading: \(Self.lastError)") }
        return vectors
    }

    /// What went wrong, nil when all is written.
    private func write(_ components: [Float], row: UInt32) -> String? {
        let size = components.count * MemoryLayout<Float>.stride
        let isWritten = components.withUnsafeBytes { bytes in
            Self.transfer(size, at: Int(row) * rowSize) { offset, done in
                systemWrite(descriptor, bytes.baseAddress! + done, size - done, offset)
            }
        }
        return isWritten ? nil : Self.lastError
    }

    private func read(_ row: UInt32, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
        if unwrittenCount.load(ordering: .acquiring) > 0, let kept = unwritten.withLock({ $0[row] }) {
            kept.withUnsafeBytes { bytes.copyMemory(from: $0) }
            return true
        }
        return Self.transfer(rowSize, at: Int(row) * rowSize) { offset, done in
            pread(descriptor, bytes.baseAddress! + done, rowSize - done, offset)
        }
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

    private static var lastError: String { String(cString: strerror(errno)) }
}
