import ArgumentParser
import CanonicalJSON
import Embeddings

/// `modelcache model`
struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Install, choose, list, check and remove embedding models, and change over to another one.",
        discussion: """
            modelcache model install e5-small       some 100 languages, the default
            modelcache model install minilm         English only, smaller and faster
            modelcache model install hf:ORG/NAME    any BERT-like model of a hub
            modelcache model install ./my-model     a folder, .bin, .whl, .zip or .tar.gz
            modelcache model use minilm             write it into modelcache.yaml
            modelcache model migrate                embed the stored entries with the model in use
            """,
        subcommands: [
            ModelList.self, ModelInstall.self, ModelUse.self, ModelMigrate.self, ModelCheckCommand.self,
            ModelRemove.self, ModelBench.self,
        ])
}

/// Which library of models a command works on.
struct ModelLibraryOptions: ParsableArguments {
    @Option(help: "Folder of the installed models (default: modelcache/models in XDG_CACHE_HOME or ~/.cache).")
    var models: String?

    var library: ModelLibrary { models.map { ModelLibrary(folder: $0) } ?? ModelLibrary() }

    /// Lets `body` work on the library, and shows its errors as sentences.
    func withLibrary<Value>(_ body: (ModelLibrary) throws -> Value) throws -> Value {
        do {
            return try body(library)
        } catch let error as ExitCode {
            throw error
        } catch {
            throw Failure("\(error)")
        }
    }
}

/// `modelcache model list`
struct ModelList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the installed models, and those that can be installed by name.")

    @Flag(help: "Write JSON for programs.")
    var json = false

    @OptionGroup var options: ModelLibraryOptions

    func run() throws {
        let installed = options.library.list()
        let names = Set(installed.map(\.name))
        let available = ModelCatalogue.models.filter { !names.contains($0.name) }
        if json {
            Output.write(
                [
                    "folder": .string(options.library.folder),
                    "installed": .array(installed.map { Self.json($0.name, $0.record) }),
                    "available": .array(available.map(Self.json)),
                ])
        } else {
            let rows = installed.map { Self.row($0.name, $0.record) } + available.map(Self.row)
            Output.write(Output.table([["NAME", "STATE", "PRECISION", "DIMENSIONS", "LICENCE", "ORIGIN"]] + rows))
        }
    }

    private static func row(_ name: String, _ record: Result<ModelRecord, any Error>) -> [String] {
        switch record {
        case .success(let record):
            [name, "installed", record.precision.flag, "\(record.dimensions)", record.licence, record.origin]
        case .failure(let error): [name, "damaged", "-", "-", "-", "\(error)"]
        }
    }

    private static func row(_ model: CataloguedModel) -> [String] {
        [model.name, "available", "-", "-", model.licence, "\(model.origin): \(model.summary)"]
    }

    private static func json(_ name: String, _ record: Result<ModelRecord, any Error>) -> JSONValue {
        switch record {
        case .success(let record): record.summary
        case .failure(let error): ["name": .string(name), "error": .string("\(error)")]
        }
    }

    private static func json(_ model: CataloguedModel) -> JSONValue {
        [
            "name": .string(model.name), "origin": .string(model.origin), "licence": .string(model.licence),
            "summary": .string(model.summary), "download_bytes": JSONValue(model.package.wheelBytes),
        ]
    }
}

/// `modelcache model check`
struct ModelCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check files and vectors of a model, or of all that are installed.")

    @Argument(help: "The model (default: all).")
    var name: String?

    @Flag(help: "Write JSON for programs.")
    var json = false

    @OptionGroup var options: ModelLibraryOptions

    func run() throws {
        let library = options.library
        let names = name.map { [$0] } ?? library.list().map(\.name)
        guard !names.isEmpty else { throw Failure("There is no model in \(library.folder).") }
        var reports: [JSONValue] = [], hasFailed = false
        for name in names {
            do {
                let check = try library.check(name)
                reports.append(["name": .string(name), "kernels": Self.json(check)])
                if !json { Output.write("\(name): sound (\(Self.text(check)))") }
            } catch {
                hasFailed = true
                reports.append(["name": .string(name), "error": .string("\(error)")])
                if !json { Output.remark("\(name): \(error)") }
            }
        }
        if json { Output.write(.array(reports)) }
        if hasFailed { throw ExitCode.failure }
    }

    private static func text(_ check: ModelCheck) -> String {
        check.results.map { result in
            let verifier = result.verifierError.map { ", verifier within \(($0 * 1_000).rounded() / 1_000)" } ?? ""
            return "\(result.kernels) \((result.cosine * 100_000).rounded() / 100_000)" + verifier
        }.joined(separator: "; ")
    }

    private static func json(_ check: ModelCheck) -> JSONValue {
        var kernels = JSONObject()
        for result in check.results { kernels[result.kernels] = JSONValue(result.cosine) }
        return .object(kernels)
    }
}

/// `modelcache model remove`
struct ModelRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove an installed model; a running server keeps what it has opened.")

    @Argument(help: "The model.")
    var name: String

    @OptionGroup var options: ModelLibraryOptions

    func run() throws {
        try options.withLibrary { try $0.remove(name) }
        Output.write("\(name) removed")
    }
}

extension WeightPrecision {
    /// Its name on the command line.
    var flag: String { self == .float32 ? "fp32" : "int8" }
}

extension ModelRecord {
    /// What a program may want to know, without the vector.
    var summary: JSONValue {
        [
            "name": .string(name), "origin": .string(origin), "licence": .string(licence),
            "source_sha256": sourceSHA256.map(JSONValue.string) ?? .null, "precision": .string(precision.flag),
            "dimensions": JSONValue(dimensions), "prompt": .string(prompt), "fingerprint": .string(fingerprint),
            "installed_at": .string(installedAt),
        ]
    }
}
