#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file's bytes, mapped read-only: only the pages that are read take memory, and the system may drop them
/// again at any time.
///
/// The file must not be shortened while it is mapped, or reading its end kills the process; replace model
/// files by renaming a new file over the old one, as the writers of this package do.
///
/// `@unchecked Sendable`: the pointer is constant, the memory behind it is never written, and it is unmapped
/// only when the last reference is gone.
public final class MappedFile: @unchecked Sendable {
    public let path: String
    public let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// A file that is part of the program itself.
    ///
    /// - Parameter constant: bytes that stay where they are as long as the program runs.
    init(constant: UnsafeRawBufferPointer, name: String) {
        path = name
        bytes = constant
        isMapped = false
    }

    /// - Throws: `ModelError.unreadable`; also for folders, devices and empty files.
    public init(path: String) throws(ModelError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: Self.systemError()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .unreadable(file: path, reason: Self.systemError())
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(file: path, reason: "it is not a regular file")
        }
        guard status.st_size > 0 else { throw .unreadable(file: path, reason: "it is empty") }
        let count = Int(status.st_size)
        guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
            throw .unreadable(file: path, reason: Self.systemError())
        }
        self.path = path
        bytes = UnsafeRawBufferPointer(start: base, count: count)
        isMapped = true
    }

    deinit {
        guard isMapped else { return }
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count)
    }

    /// Gives the pages that were read so far back to the system; they are read again when needed.
    func releasePages() {
        guard isMapped else { return }
        _ = madvise(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count, MADV_DONTNEED)
    }

    static func systemError() -> String { String(cString: strerror(errno)) }
}
