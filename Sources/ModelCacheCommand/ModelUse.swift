import ArgumentParser
import Embeddings
import Foundation
import ModelCache

/// `modelcache model use`
struct ModelUse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Write an installed model into the configuration; a running server must be started anew.",
        discussion: """
            A missing file is made, and a line `model: ...` under `embedding:` is replaced or added. A file in which \
            that is not safe is left alone, and what to write is shown. Then run 'modelcache model migrate', so that \
            stored entries are embedded by that model.
            """)

    @Argument(help: "The model.")
    var name: String

    @Option(help: "The YAML file (default: MODELCACHE_CONFIG, or modelcache.yaml).")
    var config: String?

    @OptionGroup var options: ModelLibraryOptions

    func run() throws {
        let path =
            config ?? ProcessInfo.processInfo.environment["MODELCACHE_CONFIG"] ?? Configuration.defaultFile
        let edit = try options.withLibrary { library in
            _ = try library.record(of: name)
            return try SettingFileEdit(settingIn: path, key: "embedding.model", to: name)
        }
        switch edit {
        case .write(let text):
            do {
                // A link stays one, and its target is replaced as a whole.
                try Data(text.utf8).write(to: URL(filePath: path).resolvingSymlinksInPath(), options: .atomic)
            } catch {
                throw Failure("\(path) cannot be written: \(error.localizedDescription)")
            }
            Output.write("\(path): embedding.model is \(name)")
        case .advise(let lines):
            Output.remark("\(path) is left as it is. Let it say:")
            Output.write(lines.trimmingCharacters(in: .newlines))
        }
    }
}
