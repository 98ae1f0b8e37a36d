import ArgumentParser
import Figures
import Foundation
import LoadGenerator
import PromptMix

/// Samples the server with `perf` while one kind of hit is asked for; `profile.sh` says what the samples come to.
struct StageProfile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Record where the server's processor time goes, with perf.")

    enum Kind: String, ExpressibleByArgument {
        case exact, semantic
    }

    @Argument(help: "exact or semantic")
    var kind: Kind

    @Option(help: "The program `modelcache`, built in release mode.")
    var modelcache: String

    @Option(help: "Families of prompts; may be given repeatedly.")
    var families: [String]

    @Option(help: "Where data folders are made.")
    var folder: String

    @Option(help: "Where perf writes its samples.")
    var output: String

    @Option(help: "Entries in the store.")
    var entries = 10_000

    @Option(help: "Clients that ask at the same time.")
    var connections = 8

    @Option(help: "Seconds of the recording.")
    var seconds = 10.0

    func run() async throws {
        let mix = HitMix(families: try families.flatMap(PromptFamily.read))
        let data = folder + "/" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: data) }
        let server = try ServerProcess.modelcache(modelcache, data: data, settings: ["embedding.memory=0"])
        defer { server.stop() }
        let fillerCount = max(1, entries - mix.anchors.count)
        try await Filling.insert(mix.entries(0..<mix.anchors.count + fillerCount), into: server)
        let questions =
            switch kind {
            case .exact: mix.exact(count: 2_000, of: fillerCount)
            case .semantic: mix.rewordings
            }
        let exchanges = questions.map(CacheProtocol.native.lookup)
        _ = try await LoadFigures.measure(
            "warm-up", exchanges, on: server, connections: connections, for: .seconds(2))
        let perf = try record(server)
        let figures = try await LoadFigures.measure(
            kind.rawValue, exchanges, on: server, connections: connections, for: .seconds(seconds))
        perf.waitUntilExit()
        print(
            """
            \(kind.rawValue) hits, \(connections) connections, \(entries) entries: \(figures.requestsPerSecond.whole) a second, \
            \(figures.processorMicroseconds.whole) µs of processor time each, hits \(figures.hitRate.percent)
            """)
    }

    private func record(_ server: ServerProcess) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "perf", "record", "-q", "-g", "-F", "499", "-p", "\(server.identifier)", "-o", output, "--", "sleep",
            "\(max(1, seconds - 1))",
        ]
        // Threads of the concurrency pool block all signals, and what they start would too: perf would never hear that its time is over.
        var none = sigset_t()
        var former = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        try process.run()
        return process
    }
}
