import ArgumentParser
import Figures
import Foundation
import LoadGenerator
import PromptMix

/// The same entries and the same questions to several caches, in turns, on one machine.
struct SideBySide: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "beside", abstract: "ModelCache, GPTCache, RedisVL and plain Redis with the same prompts.")

    @OptionGroup var options: LoadOptions

    @Option(help: "Folder of the programs that run the rivals.")
    var rivals: String

    @Option(help: "Folder that setup.sh has set up.")
    var installed: String

    @Option(help: "Entries in every cache.")
    var entries = 10_000

    @Option(help: "Rounds, of which the median counts.")
    var rounds = 3

    /// Clients that ask at the same time.
    private static let connections = 8

    struct Figures: Codable, Sendable {
        let cache: String
        let puts: LoadFigures
        /// The round with the median rate of each kind of question, in the order of `Kind.allCases`.
        let loads: [LoadFigures]

        func load(_ kind: Kind) -> LoadFigures? { loads.first { $0.name == kind.rawValue } }
    }

    enum Kind: String, Codable, CaseIterable, Sendable {
        case exact = "the same prompt"
        case reworded = "reworded"
        case trap = "trap"
        case unknown = "unknown"
    }

    struct Result: Codable, Sendable {
        var machine: Machine
        let entryCount: Int
        let familyCount: Int
        let roundCount: Int
        var caches: [Figures] = []
        var redis: RedisFloor?
    }

    func run() async throws {
        let families = try options.families.flatMap(PromptFamily.read)
        let mix = HitMix(families: families)
        var result = Result(
            machine: Machine(revision: options.revision, compiler: options.compiler), entryCount: entries,
            familyCount: families.count, roundCount: rounds)
        let data = options.folder + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: data) }
        var running: [Running] = []
        defer { running.forEach { $0.server.stop() } }
        for cache in caches(data) {
            guard let server = start(cache) else { continue }
            let puts = try await put(mix, into: server, cache.wire, name: cache.name)
            running.append(Running(name: cache.name, wire: cache.wire, server: server, puts: puts))
        }
        result.caches = try await measure(running, mix)
        if let port = running.compactMap(\.server.redisPort).first {
            result.redis = try RedisFloor.measure(
                program: installed + "/" + RedisFloor.program, port: port, connections: Self.connections)
        }
        result.machine.loadAfter = Machine.load()
        let report = SideBySideReport(result: result)
        try options.write(result, report.markdown, section: "the caches side by side")
    }

    // MARK: Caches

    private struct Cache {
        let name: String
        let wire: CacheProtocol
        let program: String
        let arguments: [String]
    }

    private struct Running {
        let name: String
        let wire: CacheProtocol
        let server: ServerProcess
        let puts: LoadFigures
    }

    private func caches(_ data: String) -> [Cache] {
        // Like its rivals, ours then computes an embedding for every question.
        let settings = ["--port", "0", "--set", "log.level=warning", "--set", "embedding.memory=0"]
        func own(_ name: String, _ model: String, _ more: [String] = []) -> Cache {
            let words = ["serve", "--data", "\(data)/\(model)", "--set", "embedding.model=\(model)"]
            return Cache(name: name, wire: .native, program: options.modelcache, arguments: words + settings + more)
        }
        func rival(_ name: String, _ folder: String) -> Cache {
            Cache(
                name: name, wire: .putAndGet, program: "\(installed)/\(folder)/bin/python",
                arguments: ["\(rivals)/\(folder)_app.py", "\(data)/\(folder)", "\(installed)/tokenizer.json"])
        }
        return [
            own(SideBySideReport.ours, "e5-small"),
            own(
                SideBySideReport.oursWithMiniLM, "minilm",
                ["--set", "cache.decision=similarity", "--set", "cache.threshold=0.9"]),
            rival(SideBySideReport.gptcache, "gptcache"),
            rival("RedisVL 0.28.0, MiniLM", "redisvl"),
        ]
    }

    /// Nil, and a line that says so, where a cache is not set up.
    private func start(_ cache: Cache) -> ServerProcess? {
        do {
            return try ServerProcess(cache.program, cache.arguments)
        } catch {
            print("==> SKIPPED: \(cache.name): \(error)")
            return nil
        }
    }

    // MARK: Loads

    /// One entry in a request, as an application writes.
    private func put(
        _ mix: HitMix, into server: ServerProcess, _ wire: CacheProtocol, name: String
    ) async throws -> LoadFigures {
        let entries = mix.entries(0..<max(entries, mix.anchors.count))
        let puts = try await LoadFigures.measure(
            "put", entries.map(wire.insertion), on: server, connections: Self.connections, for: .seconds(3_600),
            limit: entries.count)
        print("    \(name), put: \(puts.cells.joined(separator: " | "))")
        return puts
    }

    /// Every round asks all caches one after the other, so that whatever else the machine does meets all of them.
    private func measure(_ running: [Running], _ mix: HitMix) async throws -> [Figures] {
        var samples = running.map { _ in [Kind: [LoadFigures]]() }
        for _ in 0..<rounds {
            for kind in Kind.allCases {
                for (position, cache) in running.enumerated() {
                    let exchanges = questions(kind, mix).map(cache.wire.lookup)
                    let figures = try await LoadFigures.measure(
                        kind.rawValue, exchanges, on: cache.server, connections: Self.connections,
                        for: .seconds(options.seconds))
                    samples[position][kind, default: []].append(figures)
                    print("    \(cache.name), \(kind.rawValue): \(figures.cells.joined(separator: " | "))")
                }
            }
        }
        return zip(running, samples).map { cache, samples in
            Figures(
                cache: cache.name, puts: cache.puts,
                loads: Kind.allCases.compactMap { kind in
                    let sorted = samples[kind]?.sorted { $0.requestsPerSecond < $1.requestsPerSecond }
                    return sorted.map { $0[$0.count / 2] }
                })
        }
    }

    private func questions(_ kind: Kind, _ mix: HitMix) -> [CacheQuestion] {
        switch kind {
        case .exact: mix.exact(count: 1_000, of: max(1, entries - mix.anchors.count))
        case .reworded: mix.rewordings
        case .trap: mix.traps
        case .unknown: mix.unknown(count: 2_000)
        }
    }
}
