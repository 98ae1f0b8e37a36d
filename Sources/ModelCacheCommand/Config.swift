import ArgumentParser
import CanonicalJSON
import ModelCache

/// `modelcache config`
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show every setting with its value in effect and where it comes from.",
        discussion: """
            Sources in rising order: defaults, modelcache.yaml, modelcache.ENVIRONMENT.yaml, variables
            MODELCACHE_..., flags.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Write JSON for programs.")
    var json = false

    func run() throws {
        let (_, settings) = try options.load()
        if json {
            Output.write(
                .array(
                    settings.map { setting in
                        [
                            "key": .string(setting.key), "value": .string(setting.value),
                            "source": .string(setting.source), "summary": .string(setting.summary),
                        ]
                    }))
        } else {
            let rows = settings.map { [$0.key, $0.value, $0.source, $0.summary] }
            Output.write(Output.table([["KEY", "VALUE", "SOURCE", "MEANING"]] + rows))
        }
    }
}
