#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file that appears under its name only when it is complete: it grows beside it and is renamed at the end.
final class PackedFileOutput {
    private let path: String
    private let partialPath: String
    private let descriptor: Int32
    private var isFinished = false

    /// Leaves room for the header.
    init(path: String) throws(ModelError) {
        self.path = path
        var template = Array((path + ".XXXXXX").utf8CString)
        descriptor = mkstemp(&template)
        partialPath = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard descriptor >= 0 else {
            isFinished = true
            throw .unreadable(file: path, reason: "it cannot be written: \(MappedFile.systemError())")
        }
        fchmod(descriptor, 0o644)
        guard lseek(descriptor, off_t(PackedHeader.byteCount), SEEK_SET) >= 0 else { throw failure() }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isFinished { unlink(partialPath) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(ModelError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw failure() }
            rest = rest.dropFirst(written)
        }
    }

    func finish(header: [UInt8]) throws(ModelError) {
        let written = header.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == header.count, fsync(descriptor) == 0, rename(partialPath, path) == 0 else {
            throw failure()
        }
        isFinished = true
    }

    private func failure() -> ModelError {
        .unreadable(file: path, reason: "it cannot be written: \(MappedFile.systemError())")
    }
}
