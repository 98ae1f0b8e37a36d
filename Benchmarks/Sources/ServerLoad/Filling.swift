import LoadGenerator
import PromptMix

/// Fills a server's store through its API, a hundred entries in a request.
enum Filling {
    static func insert(_ entries: [CacheEntry], into server: ServerProcess) async throws {
        // A part at a time, so that a million entries need not be in memory as requests.
        for part in stride(from: 0, to: entries.count, by: 20_000) {
            let partEnd = min(part + 20_000, entries.count)
            let batches = stride(from: part, to: partEnd, by: 100).map {
                CacheProtocol.bulkInsertion(of: entries[$0..<min($0 + 100, partEnd)])
            }
            _ = try await LoadFigures.measure(
                "fill", batches, on: server, connections: 4, for: .seconds(3_600), limit: batches.count)
        }
    }
}
