import ArgumentParser
import Foundation
import Logging
import Metrics
import ModelCache
import Workload

/// Measures how fast a tenant's vectors come back from SQLite: the first semantic lookup after a start, less a later
/// one.
struct Rebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Measure the rebuild of an index from SQLite.")

    @OptionGroup var set: VectorSetOptions

    @Argument(help: "How many of the set's vectors are stored.")
    var count: Int

    @Option(help: "Rebuilds, of which the fastest counts.")
    var runs = 3

    private static let tenant = Tenant(SampleChat.tenant)

    func run() async throws {
        let data = "\(set.folder)/rebuild-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: data) }
        let embedder = StoredVectorsEmbedder(
            vectors: try VectorFile.read(set.storedPath, dimensions: set.dimensions, count: count))
        try await fill(data, embedder)
        var wall = Double.infinity
        var processor = Double.infinity
        for _ in 0..<runs {
            let cache = try await open(data, embedder)
            let first = try await lookUp(in: cache, number: 1)
            let later = try await lookUp(in: cache, number: 2)
            wall = min(wall, first.wall - later.wall)
            processor = min(processor, first.processor - later.processor)
            await cache.close()
        }
        let rate = Int(Double(count) / wall)
        print(
            "\(count) vectors from SQLite: \(rate) a second,",
            String(format: "%.3f s wall, %.3f s processor", wall, processor))
    }

    private func open(_ folder: String, _ embedder: any Embedder) async throws -> SemanticCache {
        var configuration = Configuration()
        configuration.policy.standard = TenantPolicy(mode: .semantic, threshold: 0.9)
        configuration.isJournalEnabled = false
        configuration.lookupBudget = .seconds(600)
        return try await SemanticCache.open(
            at: folder, configuration: configuration, embedder: embedder, metrics: NOOPMetricsHandler.instance,
            logger: Logger(label: "benchmark"))
    }

    private func fill(_ folder: String, _ embedder: any Embedder) async throws {
        let cache = try await open(folder, embedder)
        for start in stride(from: 0, to: count, by: 500) {
            try await cache.insert(
                (start..<min(start + 500, count)).map { number in
                    Answered(request("\(number)"), answer: SampleChat(number: number, size: .short).answer)
                })
        }
        await cache.close()
    }

    /// Looks for a stored vector by another text.
    private func lookUp(in cache: SemanticCache, number: Int) async throws -> (wall: Double, processor: Double) {
        let (start, startCPU) = (ContinuousClock.now, ProcessResources.cpuSeconds)
        let lookup = await cache.lookup(request("\(number) again"))
        let wall = (ContinuousClock.now - start) / .seconds(1)
        guard case .hit = lookup else { throw ValidationError("no hit: \(lookup)") }
        return (wall, ProcessResources.cpuSeconds - startCPU)
    }

    private func request(_ prompt: String) -> CacheRequest {
        CacheRequest(tenant: Self.tenant, prompt: prompt)
    }
}

/// Gives the vector whose number the text begins with.
private struct StoredVectorsEmbedder: Embedder {
    let vectors: [[Float]]
    let fingerprint = EmbeddingFingerprint(rawValue: "stored vectors")

    var dimensions: Int { vectors[0].count }

    func embed(_ texts: [String], for tenant: Tenant) async throws(EmbedderError) -> [Embedding] {
        texts.map { Embedding(vector: vectors[Int($0.prefix { $0.isNumber }) ?? 0]) }
    }
}
