import ArgumentParser
import Figures
import Foundation

/// Runs all benchmarks of the server and writes down what they come to.
///
/// The exit status is 1 when a response was wrong. A target that was missed is only reported: how fast a
/// shared machine is says nothing about whether the program is right.
@main
struct Benchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the server: exact and semantic hits, inserts, start and memory.")

    @Option(help: "Where data folders are made; they should lie on a disk, not in memory.")
    var folder: String

    @Option(help: "JSON file for the results.")
    var results: String

    @Option(help: "Markdown file whose section between the marks is replaced.")
    var document: String?

    @Option(help: "Runs of each measurement, of which the median counts.")
    var runs = 3

    @Option(help: "Seconds of each run.")
    var seconds = 2.0

    @Option(help: "Entries in the store for start and memory.")
    var entries = 100_000

    @Flag(help: "Measure semantic hits and nothing else.")
    var semanticOnly = false

    @Option(help: "A store of sample questions to measure semantic hits on; filled, which takes minutes, if need be.")
    var semanticData: String?

    @Option(help: "What the sources are called: a commit.")
    var revision = "unknown"

    @Option(name: .customLong("swift"), help: "The compiler's version.")
    var compiler = "unknown"

    func run() async throws {
        let plan = Plan(folder: folder, runCount: runs, duration: .seconds(seconds))
        var report = Report(machine: Machine(revision: revision, compiler: compiler), runCount: runs)
        if !semanticOnly {
            report.lookups = try await LookupBenchmark(plan: plan).run()
            report.inserts = try await InsertBenchmark(plan: plan).run()
            report.stores = try await StoreBenchmark(plan: plan, entryCount: entries).run()
            report.json = JSONBenchmark(runCount: runs).run()
        }
        let semantic = SemanticBenchmark(plan: plan, entryCount: entries, data: semanticData)
        report.semantic = try await semantic.run()
        report.machine.loadAfter = Machine.load()
        try report.write(json: results)
        let sections: [Report.Section] = semanticOnly ? [.semantic] : [.server, .semantic]
        for section in sections {
            if let document { try report.write(section, into: document) }
            print(report.markdown(of: section))
        }
    }
}

/// What all benchmarks share.
struct Plan: Sendable {
    let folder: String
    let runCount: Int
    let duration: Duration

    /// A new data folder, removed after use.
    func withDataFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let path = folder + "/" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }
}

/// A response was not what it must be.
struct WrongResponse: Error, CustomStringConvertible {
    let what: String
    let count: UInt64
    let first: String

    var description: String { "\(what): \(count) wrong responses, the first: \(first)" }
}
