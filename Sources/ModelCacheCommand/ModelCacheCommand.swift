import ArgumentParser
import Service

@main
struct ModelCacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "modelcache",
        abstract: "A semantic cache for applications that call large language models.",
        discussion: """
            Start a server with 'modelcache serve'. The other commands work on a running server (--server), or
            straight on a data folder that no server uses (--data).
            """,
        version: ServiceVersion.current,
        subcommands: [
            Serve.self, Query.self, Insert.self, Remove.self, Restore.self, Correct.self, FeedbackCommand.self,
            Stats.self, ReportCommand.self, LogCommand.self, Import.self, Export.self, Backup.self, Verify.self,
            Explain.self,
            Evaluate.self, Calibrate.self,
            Config.self, ModelCommand.self,
        ])
}
