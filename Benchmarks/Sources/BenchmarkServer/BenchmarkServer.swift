import ArgumentParser
import Foundation
import Logging
import Metrics
import ModelCache
import Service
import Workload

/// The server as it is, with two routes more that only echo JSON: the yardstick for the others.
@main
struct BenchmarkServer: AsyncParsableCommand {
    @Option(help: "Data folder; is made if need be.")
    var data: String

    @Flag(help: "Match by meaning, with a fake embedder and an index in memory.")
    var vectors = false

    @Option(help: "Match by meaning with the default model and the embedded index, deciding so: judged or similarity.")
    var model: Decision?

    @Flag(help: "Keep no query log.")
    var noJournal = false

    @Option(help: "Store so many sample chats, or with a model sample questions, and end.")
    var fill: Int?

    enum Decision: String, ExpressibleByArgument {
        case judged, similarity
    }

    func run() async throws {
        let configuration = configuration()
        let logger = Logger(label: "benchmark")
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let cache = try await SemanticCache.open(
            at: data, configuration: configuration, embedder: try embedder(configuration),
            index: vectors ? LinearVectorIndex() : nil, metrics: registry, logger: logger)
        if let fill {
            try await store(count: fill, in: cache)
        } else {
            let service = CacheService(
                cache: cache, configuration: configuration, registry: registry, logger: logger)
            try await service.run(router: service.router().addingEcho()) { port in
                FileHandle.standardOutput.write(Data("\(port)\n".utf8))
            }
        }
        await cache.close()
    }

    private func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.port = 0
        configuration.dataFolder = data
        configuration.isJournalEnabled = !noJournal
        // The first lookup after a start waits for the vectors, however many these are.
        configuration.lookupBudget = .seconds(600)
        configuration.policy.standard.mode = vectors || model != nil ? .semantic : .exact
        if let model {
            configuration.policy.standard.isJudged = model == .judged
            // Every prompt is to be embedded, however often it comes.
            configuration.embeddingMemory = 0
        }
        return configuration
    }

    /// Nil for the configuration's own.
    private func embedder(_ configuration: Configuration) throws -> (any Embedder)? {
        if vectors { return FakeEmbedder() }
        guard let fill, let model = try configuration.embedder() else { return nil }
        return PartlyDrawnEmbedder(model: model, asked: Set(SampleQuestion.asked(of: fill).map(\.text)))
    }

    private func store(count: Int, in cache: SemanticCache) async throws {
        // A batch for each core, because a batch is embedded by one.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, start) in stride(from: 0, to: count, by: 500).enumerated() {
                if number >= ProcessInfo.processInfo.activeProcessorCount { try await group.next() }
                group.addTask {
                    let numbers = start..<min(start + 500, count)
                    _ = try await cache.insert(numbers.map(model == nil ? sampleChat : sampleQuestion))
                }
            }
            try await group.waitForAll()
        }
    }

    private func sampleChat(number: Int) -> Answered {
        let chat = SampleChat(number: number, size: .short)
        let messages = chat.messages.map { Message(role: $0.role, content: $0.content) }
        return Answered(CacheRequest(tenant: Tenant(SampleChat.tenant), messages: messages), answer: chat.answer)
    }

    private func sampleQuestion(number: Int) -> Answered {
        let question = SampleQuestion(number: number)
        return Answered(
            CacheRequest(tenant: Tenant(SampleChat.tenant), prompt: question.text), answer: question.answer)
    }
}
