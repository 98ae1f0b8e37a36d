import Foundation

/// Holds the library for one writer, by `flock`: the system lets go of it when the process ends, however it ends.
final class LibraryLock: Sendable {
    private let descriptor: CInt

    /// Makes the library's folder if need be, and removes what a killed writer left.
    init(folder: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ModelLibraryError.notWritable(path: folder, reason: error.localizedDescription)
        }
        let path = folder + "/.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw ModelLibraryError.notWritable(path: path, reason: MappedFile.systemError())
        }
        // From here on `deinit` closes the file, also when an error is thrown.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw ModelLibraryError.busy(folder: folder) }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where name.hasPrefix(StagingFolder.prefix) {
            try FileManager.default.removeItem(atPath: folder + "/" + name)
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        // A child process that is just being started may still share the descriptor. A lock that somebody else
        // holds stays as it is.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}

/// A folder in the library that is not a model yet, or no longer; it is removed with the object.
final class StagingFolder {
    static let prefix = ".partial-"

    let path: String

    init(in folder: String, name: String) throws(ModelLibraryError) {
        var template = Array("\(folder)/\(Self.prefix)\(name)-XXXXXX".utf8CString)
        let isMade = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) != nil }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard isMade else { throw .notWritable(path: path, reason: MappedFile.systemError()) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func makeFolder(_ name: String) throws(ModelLibraryError) -> String {
        let folder = path + "/" + name
        guard mkdir(folder, 0o755) == 0 else {
            throw .notWritable(path: folder, reason: MappedFile.systemError())
        }
        return folder
    }

    /// Moves a folder of this one to `target`, which must not exist, when all its files are on the disk.
    func publish(_ folder: String, as target: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            try Self.synchronize(folder + "/" + name)
        }
        try Self.synchronize(folder)
        guard rename(folder, target) == 0 else {
            throw ModelLibraryError.notWritable(path: target, reason: MappedFile.systemError())
        }
        try Self.synchronize((target as NSString).deletingLastPathComponent)
    }

    private static func synchronize(_ path: String) throws(ModelLibraryError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw .notWritable(path: path, reason: MappedFile.systemError())
        }
    }
}
