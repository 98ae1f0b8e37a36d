import ArgumentParser
import Foundation
import ModelCache

/// Where the configuration comes from.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: "YAML file with settings (default: modelcache.yaml, if there is one).")
    var config: String?

    @Option(help: "Lay modelcache.NAME.yaml over the file.")
    var environment: String?

    @Option(name: .customLong("set"), help: "Set any key: --set cache.mode=semantic. Repeatable.")
    var settings: [String] = []

    /// Reads the configuration; `flags` are those that have an option of their own.
    func load(
        flags: [String: (text: String, flag: String)] = [:]
    ) throws -> (Configuration, [EffectiveSetting]) {
        var flags = flags
        for setting in settings {
            guard let equals = setting.firstIndex(of: "=") else {
                throw ValidationError("--set \(setting): expected KEY=VALUE, for example cache.mode=semantic")
            }
            let key = String(setting[..<equals])
            flags[key] = (String(setting[setting.index(after: equals)...]), "--set \(key)")
        }
        do {
            return try Configuration.load(file: config, environmentName: environment, flags: flags)
        } catch {
            throw Failure("\(error)")
        }
    }
}

/// An error whose text is all that a user should see.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
