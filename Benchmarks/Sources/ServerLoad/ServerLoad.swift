import ArgumentParser

/// Puts a load on a whole server, as an application would, and writes down what it comes to.
@main
struct ServerLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Load the real server: exact hits, semantic hits, a mix like in production; and rivals beside it.",
        subcommands: [WholeServer.self, SideBySide.self, StageProfile.self])
}

/// What both measurements are told.
struct LoadOptions: ParsableArguments {
    @Option(help: "The program `modelcache`, built in release mode.")
    var modelcache: String

    @Option(help: "Families of prompts (JSON lines or an array, perhaps packed by gzip); may be given repeatedly.")
    var families: [String]

    @Option(help: "Where data folders are made; they should lie on a disk, not in memory.")
    var folder: String

    @Option(help: "JSON file for the results.")
    var results: String

    @Option(help: "Markdown file whose section between the marks is replaced.")
    var document: String?

    @Option(help: "Folder for the drawings.")
    var drawings: String?

    @Option(help: "Seconds of each run.")
    var seconds = 4.0

    @Option(help: "What the sources are called: a commit.")
    var revision = "unknown"

    @Option(name: .customLong("swift"), help: "The compiler's version.")
    var compiler = "unknown"
}

/// A response was not what it must be.
struct FailedRequests: Error, CustomStringConvertible {
    let what: String
    let count: UInt64
    let first: String

    var description: String { "\(what): \(count) requests failed, the first: \(first)" }
}
