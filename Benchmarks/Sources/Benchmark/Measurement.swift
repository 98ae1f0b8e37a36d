import LoadGenerator

/// One kind of request at one number of connections: the median of several runs.
struct Measurement: Codable, Sendable {
    let name: String
    let connections: Int
    let requestsPerSecond: Double
    /// Requests per second of every run.
    let runs: [Double]
    /// Of the server; steadier than a rate where other programs run besides.
    let processorMicrosecondsPerRequest: Double
    /// Of the run with the median rate.
    let latency: LatencySummary

    init(name: String, connections: Int, samples: [Sample]) {
        let sorted = samples.sorted { $0.load.requestsPerSecond < $1.load.requestsPerSecond }
        let middle = sorted[sorted.count / 2]
        self.name = name
        self.connections = connections
        requestsPerSecond = middle.load.requestsPerSecond
        runs = samples.map(\.load.requestsPerSecond)
        processorMicrosecondsPerRequest = median(samples.map(\.processorMicroseconds))
        latency = middle.load.latency
    }
}

/// One run of a load.
struct Sample: Sendable {
    let load: LoadResult
    /// Processor time of the server for each request.
    let processorMicroseconds: Double

    /// - Throws: `WrongResponse` when a single response was not right.
    static func measure(
        _ name: String, _ exchanges: [Exchange], on server: ServerProcess, connections: Int,
        for duration: Duration, limit: Int = .max
    ) async throws -> Sample {
        let before = try server.usage
        let load = try await LoadGenerator(port: server.port).run(
            exchanges, connections: connections, for: duration, limit: limit)
        let after = try server.usage
        guard load.wrongCount == 0, load.requestCount > 0 else {
            throw WrongResponse(
                what: name, count: load.wrongCount, first: load.firstWrong ?? "no response at all")
        }
        let seconds = after.processorSeconds - before.processorSeconds
        return Sample(load: load, processorMicroseconds: seconds * 1e6 / Double(load.requestCount))
    }
}

/// The middle one, or the upper of the two in the middle.
func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
}
