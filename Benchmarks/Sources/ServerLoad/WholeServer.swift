import ArgumentParser
import Figures
import Foundation
import LoadGenerator
import PromptMix

/// Three mixes on the real server, while its store grows.
///
/// All entries lie in one partition, the worst case for a search; the twenty tenants of the production mix have what they
/// insert themselves besides.
struct WholeServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whole", abstract: "Exact hits, semantic hits and a mix like in production, as the store grows.")

    @OptionGroup var options: LoadOptions

    @Option(help: "Numbers of entries, rising; may be given repeatedly.")
    var entries: [Int] = [1_000, 10_000, 100_000]

    @Option(help: "Entries beyond this number get vectors drawn about those of the others instead of embeddings.")
    var embedded = Int.max

    @Option(help: "The section of the document.")
    var section = "the whole server"

    @Option(help: "Script for wrk, the cross-check of exact hits.")
    var wrkScript: String?

    /// Nothing is remembered of earlier embeddings, so that every semantic hit pays for its own.
    private static let withoutMemory = ["embedding.memory=0"]
    private static let exactCount = 2_000
    private static let productionCount = 40_000

    struct Step: Codable, Sendable {
        let entryCount: Int
        let fillSeconds: Double
        let loads: [LoadFigures]
        /// Nil where `wrk` is not installed.
        let wrk: WrkCrossCheck?
    }

    struct Result: Codable, Sendable {
        var machine: Machine
        let familyCount: Int
        var steps: [Step] = []
    }

    func run() async throws {
        let families = try options.families.flatMap(PromptFamily.read)
        var result = Result(
            machine: Machine(revision: options.revision, compiler: options.compiler), familyCount: families.count)
        // Half of the smallest store at most: the rest is what exact hits are asked of.
        let mix = HitMix(families: families, anchorLimit: (entries.min() ?? 0) / 2)
        let data = options.folder + "/" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: data) }
        var stored = 0
        for count in entries.sorted() {
            print("==> \(count) entries")
            let seconds = try await fill(data, mix, from: stored, to: count)
            stored = count
            result.steps.append(try await measure(data, mix, families, entryCount: count, fillSeconds: seconds))
            result.machine.loadAfter = Machine.load()
            // After every size, so that a run that is ended early has written what it has.
            try write(result)
        }
    }

    /// Entries with embeddings, in bulk, then those whose vectors are drawn. Returns the seconds it took.
    private func fill(_ data: String, _ mix: HitMix, from start: Int, to end: Int) async throws -> Double {
        let began = ContinuousClock.now
        let embeddedEnd = min(end, max(start, embedded))
        if start < embeddedEnd {
            let server = try ServerProcess.modelcache(options.modelcache, data: data)
            defer { server.stop() }
            try await Filling.insert(mix.entries(start..<embeddedEnd), into: server)
        }
        if embeddedEnd < end {
            try Filling.importDrawn(mix.entries(embeddedEnd..<end), into: data, modelcache: options.modelcache)
        }
        return (ContinuousClock.now - began) / .seconds(1)
    }

    private func measure(
        _ data: String, _ mix: HitMix, _ families: [PromptFamily], entryCount: Int, fillSeconds: Double
    ) async throws -> Step {
        var (loads, wrk) = try await hits(data, mix, entryCount: entryCount)
        loads.append(try await production(data, families, entryCount: entryCount))
        return Step(entryCount: entryCount, fillSeconds: fillSeconds, loads: loads, wrk: wrk)
    }

    /// Exact and semantic hits in closed loops, and in an open loop at half the rate that the closed one reached.
    private func hits(_ data: String, _ mix: HitMix, entryCount: Int) async throws -> ([LoadFigures], WrkCrossCheck?) {
        let server = try ServerProcess.modelcache(options.modelcache, data: data, settings: Self.withoutMemory)
        defer { server.stop() }
        let exact = mix.exact(count: Self.exactCount, of: entryCount - mix.anchors.count)
        var wrk: WrkCrossCheck?
        var loads: [LoadFigures] = []
        for (name, questions, counts) in [("exact hits", exact, [8, 64]), ("semantic hits", mix.rewordings, [1, 8])] {
            let exchanges = questions.map(CacheProtocol.native.lookup)
            _ = try await LoadFigures.measure(
                name, Array(exchanges.suffix(200)), on: server, connections: 1, for: .seconds(1))
            for connections in counts {
                loads.append(try await load(name, exchanges, server, connections: connections))
            }
            if name == "exact hits", let script = wrkScript {
                wrk = try WrkCrossCheck.run(
                    exact, script: script, port: server.port, connections: 64, seconds: options.seconds, folder: data)
            }
            let rate = (loads.last!.requestsPerSecond / 2).rounded()
            loads.append(
                try await load(
                    "\(name), open loop, \(rate.whole)/s", exchanges, server, connections: 64,
                    pace: .openLoop(requestsPerSecond: rate)))
        }
        return (loads, wrk)
    }

    /// On a server with the default settings and a copy of the store, which the next size must not find grown.
    private func production(_ data: String, _ families: [PromptFamily], entryCount: Int) async throws -> LoadFigures {
        let copy = data + "-production"
        try FileManager.default.copyItem(atPath: data, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let server = try ServerProcess.modelcache(options.modelcache, data: copy)
        defer { server.stop() }
        let questions = ProductionMix(families: families, seed: UInt64(entryCount))
            .questions(count: Self.productionCount).map(CacheProtocol.native.lookup)
        return try await load(
            "production mix", questions, server, connections: 8, duration: 3 * options.seconds, limit: questions.count)
    }

    private func load(
        _ name: String, _ exchanges: [Exchange], _ server: ServerProcess, connections: Int, duration: Double? = nil,
        limit: Int = .max, pace: LoadGenerator.Pace = .closedLoop
    ) async throws -> LoadFigures {
        let figures = try await LoadFigures.measure(
            name, exchanges, on: server, connections: connections, for: .seconds(duration ?? options.seconds),
            limit: limit, pace: pace)
        print("    \(name), \(connections) connections: \(figures.cells.joined(separator: " | "))")
        guard !name.hasPrefix("exact") || figures.hitCount == figures.lookupCount else {
            throw FailedRequests(
                what: name, count: figures.lookupCount - figures.hitCount, first: "a stored prompt was not found")
        }
        return figures
    }

    private func write(_ result: Result) throws {
        let report = WholeServerReport(result: result)
        try options.write(result, report.markdown, section: section)
        if let drawings = options.drawings {
            try report.costCurve.svg.write(toFile: drawings + "/cost-curve.svg", atomically: true, encoding: .utf8)
            try report.latencies.svg.write(toFile: drawings + "/latency.svg", atomically: true, encoding: .utf8)
        }
    }
}

extension LoadOptions {
    func write(_ result: some Encodable, _ markdown: String, section: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(result).write(to: URL(filePath: results))
        if let document { try MarkedSection(section).replace(in: document, with: markdown) }
        print(markdown)
    }
}
