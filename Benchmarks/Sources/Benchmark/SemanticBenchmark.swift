import Foundation
import LoadGenerator
import ModelCache
import Workload

/// Semantic hits by HTTP with the default model and a large store, beside the embedding alone, and how soon they come
/// after a start.
///
/// Every lookup rewords a stored question of about thirty tokens and must get its answer. No vector is kept from one
/// lookup to the next, so each pays for its embedding.
struct SemanticBenchmark {
    /// What a hit may take besides the embedding, in microseconds.
    static let overheadTarget = 1_000.0
    /// Seconds from the process's start to the first semantic answer.
    static let startTarget = 1.5
    private static let embeddingsPerRound = 400

    let plan: Plan
    let entryCount: Int
    /// A store that is kept; nil to fill one for this run.
    let data: String?

    /// Who decides whether an entry is near enough.
    enum Decision: String, Codable, CaseIterable {
        case similarity, judged
    }

    struct Hits: Codable, Sendable {
        let decision: Decision
        let measurement: Measurement
        /// The embedding alone, in the same rounds: microseconds, median.
        let embedding: Double
        /// Of the rounds' differences between the two medians, the median.
        let overhead: Double
        /// The embedding alone: microseconds of processor time.
        let embeddingProcessor: Double

        /// What a hit takes besides: steadier than the times where other programs run.
        var processorOverhead: Double { measurement.processorMicrosecondsPerRequest - embeddingProcessor }
    }

    struct Start: Codable, Sendable {
        /// From the process's start to the first answer of the large tenant, which has to be loaded.
        let seconds: Double
        /// The lookup of another tenant that is sent meanwhile.
        let otherTenantSeconds: Double
        /// The large tenant's next lookup.
        let nextSeconds: Double
    }

    struct Result: Codable, Sendable {
        let entryCount: Int
        let hits: [Hits]
        let start: Start
    }

    /// Nil where the model is not installed.
    func run() async throws -> Result? {
        guard let embedder = try? embedder() else {
            print("==> SKIPPED: semantic hits: install the model first (modelcache model install e5-small)")
            return nil
        }
        if let data, FileManager.default.fileExists(atPath: data) { return try await measure(data, embedder: embedder) }
        return try await plan.withDataFolder { temporary in
            let folder = data ?? temporary
            try ServerProcess.fill(data: folder, count: entryCount, ["--model", Decision.similarity.rawValue])
            return try await measure(folder, embedder: embedder)
        }
    }

    private func measure(_ folder: String, embedder: any Embedder) async throws -> Result {
        var hits: [Hits] = []
        for decision in Decision.allCases {
            hits.append(try await measure(decision, folder: folder, embedder: embedder))
        }
        return Result(entryCount: entryCount, hits: hits, start: try await start(folder))
    }

    private func embedder() throws -> (any Embedder)? {
        var configuration = Configuration()
        configuration.policy.standard.mode = .semantic
        configuration.embeddingMemory = 0
        return try configuration.embedder()
    }

    private func measure(
        _ decision: Decision, folder: String, embedder: any Embedder
    ) async throws -> Hits {
        let server = try ServerProcess(data: folder, ["--model", decision.rawValue])
        defer { server.stop() }
        let questions = SampleQuestion.asked(of: entryCount)
        var samples: [Sample] = []
        var embeddings: [Double] = []
        var processorTimes: [Double] = []
        // The first round only warms up.
        for round in 0...plan.runCount {
            let before = try ProcessUsage(of: getpid()).processorSeconds
            let embedding = try await embed(questions.prefix(Self.embeddingsPerRound), by: embedder)
            let processorSeconds = try ProcessUsage(of: getpid()).processorSeconds - before
            let sample = try await Sample.measure(
                "semantic hit", questions.map(Self.hit), on: server, connections: 1, for: plan.duration)
            guard round > 0 else { continue }
            embeddings.append(embedding)
            processorTimes.append(processorSeconds * 1e6 / Double(Self.embeddingsPerRound))
            samples.append(sample)
        }
        let differences = zip(samples, embeddings).map { $0.load.latency.p50 - $1 }
        return Hits(
            decision: decision, measurement: Measurement(name: "semantic hit", connections: 1, samples: samples),
            embedding: median(embeddings), overhead: median(differences), embeddingProcessor: median(processorTimes))
    }

    private static func hit(_ question: SampleQuestion) -> Exchange {
        Exchange(
            path: "/api/v1/lookup", body: question.lookup(),
            expecting: [#""hit":true"#, #""tier":"semantic""#, #""answer":"\#(question.answer)""#])
    }

    /// Microseconds of one embedding, median.
    private func embed(_ questions: some Sequence<SampleQuestion>, by embedder: any Embedder) async throws -> Double {
        var times: [Double] = []
        for question in questions {
            let start = ContinuousClock.now
            _ = try await embedder.embed([question.reworded], for: Tenant(SampleChat.tenant))
            times.append((ContinuousClock.now - start) / .microseconds(1))
        }
        return median(times)
    }

    private func start(_ folder: String) async throws -> Start {
        var starts: [Start] = []
        for _ in 0..<plan.runCount {
            let begin = ContinuousClock.now
            let server = try ServerProcess(data: folder, ["--model", Decision.judged.rawValue])
            defer { server.stop() }
            let questions = SampleQuestion.asked(of: entryCount)
            let port = server.port
            async let first = seconds(since: begin, Self.hit(questions[0]), port: port)
            let otherTenant = Exchange(
                path: "/api/v1/lookup", body: questions[0].lookup(tenant: "other"), expecting: [#""hit":false"#])
            let other = try await seconds(since: .now, otherTenant, port: port)
            let firstSeconds = try await first
            starts.append(
                Start(
                    seconds: firstSeconds, otherTenantSeconds: other,
                    nextSeconds: try await seconds(since: .now, Self.hit(questions[1]), port: port)))
        }
        return Start(
            seconds: median(starts.map(\.seconds)), otherTenantSeconds: median(starts.map(\.otherTenantSeconds)),
            nextSeconds: median(starts.map(\.nextSeconds)))
    }

    private func seconds(
        since start: ContinuousClock.Instant, _ exchange: Exchange, port: Int
    ) async throws -> Double {
        let load = try await LoadGenerator(port: port).run([exchange], connections: 1, for: .seconds(10), limit: 1)
        guard load.wrongCount == 0, load.requestCount == 1 else {
            throw WrongResponse(
                what: "lookup after a start", count: load.wrongCount, first: load.firstWrong ?? "no response at all")
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
