import Foundation

/// Holds a data folder for one process, by `flock` on a file in it that names the holder.
///
/// The system lets go of the lock when the process ends, however it ends; the file may stay.
final class FolderLock: Sendable {
    private let descriptor: CInt

    /// - Parameter purpose: what the holder is, for the message that another process gets.
    init(folder: String, purpose: String) throws {
        let path = folder + "/modelcache.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw StoreOpenError.folder(folder, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            // `deinit` closes the file: it runs also when an initialiser throws after its last property is set.
            throw StoreOpenError.locked(folder: folder, holder: Self.read(descriptor))
        }
        let line = "\(purpose), process \(ProcessInfo.processInfo.processIdentifier)\n"
        ftruncate(descriptor, 0)
        _ = line.utf8.withContiguousStorageIfAvailable { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit {
        // A child process that is just being started may still share the descriptor.
        flock(descriptor, LOCK_UN)
        Foundation.close(descriptor)
    }

    private static func read(_ descriptor: CInt) -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let line = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return line.isEmpty ? "another process" : line
    }
}
