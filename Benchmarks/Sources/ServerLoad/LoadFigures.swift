import Figures
import LoadGenerator
import PromptMix

/// One load on one server, for the results file.
struct LoadFigures: Codable, Sendable {
    let name: String
    let connections: Int
    let requestsPerSecond: Double
    /// Of the server: microseconds for each request, and bytes at the end.
    let processorMicroseconds: Double
    let residentBytes: Int
    let lookupCount: UInt64
    /// Lookups that got the right answer.
    let hitCount: UInt64
    let missCount: UInt64
    /// Lookups that got another prompt's answer.
    let wrongCount: UInt64
    let insertCount: UInt64
    /// Microseconds: of all lookups, and of those with the right answer, without an answer, and of inserts.
    let latency: LatencySummary
    let hitLatency: LatencySummary
    let missLatency: LatencySummary
    let insertLatency: LatencySummary
    let distribution: [LatencyBucket]

    var hitRate: Double { Double(hitCount) / Double(max(lookupCount, 1)) }
    /// Of the answers that were given.
    var wrongRate: Double { Double(wrongCount) / Double(max(hitCount + wrongCount, 1)) }
    /// Of all lookups.
    var wrongShare: Double { Double(wrongCount) / Double(max(lookupCount, 1)) }

    /// - Throws: `FailedRequests` when a request failed. A wrong answer is a figure, not a failure.
    static func measure(
        _ name: String, _ exchanges: [Exchange], on server: ServerProcess, connections: Int, for duration: Duration,
        limit: Int = .max, pace: LoadGenerator.Pace = .closedLoop
    ) async throws -> LoadFigures {
        let before = try server.usage
        let load = try await LoadGenerator(port: server.port).run(
            exchanges, connections: connections, for: duration, limit: limit, pace: pace)
        let after = try server.usage
        guard load.wrongCount == 0, load.requestCount > 0 else {
            throw FailedRequests(what: name, count: load.wrongCount, first: load.firstWrong ?? "no response at all")
        }
        return LoadFigures(
            name: name, connections: connections, requestsPerSecond: load.requestsPerSecond,
            processorMicroseconds: (after.processorSeconds - before.processorSeconds) * 1e6 / Double(load.requestCount),
            residentBytes: after.residentBytes, lookupCount: load.lookupCount, hitCount: load.expectedCount,
            missCount: load.missCount, wrongCount: load.otherAnswerCount, insertCount: load.insertCount,
            latency: load.latency, hitLatency: load.expectedLatency, missLatency: load.missLatency,
            insertLatency: load.insertLatency, distribution: load.distribution)
    }

    // MARK: Cells of tables

    static let columns = [
        "Requests/s", "CPU µs/request", "p50 µs", "p95", "p99", "p99.9", "Hits", "Wrong answers", "Resident",
    ]

    var cells: [String] {
        [requestsPerSecond.whole, processorMicroseconds.whole]
            + [latency.p50, latency.p95, latency.p99, latency.p999].map(\.whole)
            + [hitRate.percent, wrongShare.percent, Double(residentBytes).megabytes]
    }
}
