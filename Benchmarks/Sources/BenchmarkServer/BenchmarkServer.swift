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

    @Flag(help: "Keep no query log.")
    var noJournal = false

    @Option(help: "Store so many sample chats and end.")
    var fill: Int?

    func run() async throws {
        var configuration = Configuration()
        configuration.port = 0
        configuration.dataFolder = data
        configuration.isJournalEnabled = !noJournal
        configuration.policy.standard.mode = vectors ? .semantic : .exact
        let logger = Logger(label: "benchmark")
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let cache = try await SemanticCache.open(
            at: data, configuration: configuration, embedder: vectors ? FakeEmbedder() : nil,
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

    private func store(count: Int, in cache: SemanticCache) async throws {
        for start in stride(from: 0, to: count, by: 500) {
            let chats = (start..<min(start + 500, count)).map { SampleChat(number: $0, size: .short) }
            try await cache.insert(
                chats.map { chat in
                    let messages = chat.messages.map { Message(role: $0.role, content: $0.content) }
                    let request = CacheRequest(tenant: Tenant(SampleChat.tenant), messages: messages)
                    return Answered(request, answer: chat.answer)
                })
        }
    }
}
