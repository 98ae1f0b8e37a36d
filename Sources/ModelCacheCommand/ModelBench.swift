import ArgumentParser
import CacheCore
import CanonicalJSON
import Foundation
import ModelCache

/// `modelcache model bench`
struct ModelBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how many texts a second the embedding model takes.",
        discussion: """
            Embeds the prompts of a file of entries, many at once, as an import does, and stores nothing. An import \
            cannot be faster than this.

            With --verifier it measures what one candidate costs the verifier: the prompts two by two.
            """)

    @Argument(help: "JSON Lines file of entries, as 'modelcache import' takes it.")
    var source: String

    @Option(help: "Calls that are under way at once.")
    var workers: Int = 2 * ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Measure the verifier instead.")
    var verifier = false

    @Flag(help: "Write JSON for programs.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard (1...64).contains(workers) else { throw ValidationError("--workers must be from 1 to 64.") }
    }

    func run() async throws {
        var (configuration, _) = try options.load()
        configuration.usesVerifier = configuration.usesVerifier || verifier
        let embedder: any Embedder
        do {
            guard let configured = try configuration.embedder() else {
                throw Failure("No tenant's mode uses embeddings, so there is no model to measure.")
            }
            embedder = configured
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure("The embedding model cannot be used: \(error)")
        }
        let calls = try prompts()
        let count = calls.reduce(0) { $0 + $1.count }
        guard count > 0 else { throw Failure("There are no prompts in \(source).") }
        if verifier {
            let bench = try await VerifierBench(calls.flatMap { $0 }, embedder: embedder)
            return json ? Output.write(bench.json) : Output.write(bench.text)
        }
        // The first call loads what is loaded on demand.
        _ = try await embedder.embed(["Are you ready?"], for: "bench")
        let begun = ContinuousClock.now
        try await embed(calls, by: embedder)
        let seconds = (ContinuousClock.now - begun) / .seconds(1)
        let rate = Double(count) / seconds
        if json {
            Output.write([
                "embedding": .string(embedder.fingerprint.rawValue), "texts": JSONValue(count),
                "seconds": JSONValue(seconds), "texts_per_second": JSONValue(rate.rounded()),
            ])
        } else {
            Output.write(
                "\(Int(rate)) texts a second (\(count) in \(Int(seconds.rounded())) s), \(embedder.fingerprint)")
        }
    }

    private func embed(_ calls: [[String]], by embedder: any Embedder) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, texts) in calls.enumerated() {
                if number >= workers { try await group.next() }
                group.addTask { _ = try await embedder.embedInBackground(texts, for: "bench") }
            }
            try await group.waitForAll()
        }
    }

    /// The prompts of each batch that an import would make.
    private func prompts() throws -> [[String]] {
        var lines = try LineSource(path: source)
        var calls: [[String]] = []
        while let batch = try lines.nextBatch() {
            calls.append(
                try batch.lines.split(separator: UInt8(ascii: "\n")).compactMap { line in
                    let entry = try JSONValue(parsing: Array(line))
                    return entry["match"]?.stringValue ?? entry["messages"]?.arrayValue?.last?["content"]?.stringValue
                })
        }
        return calls
    }
}
