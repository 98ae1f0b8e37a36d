import LoadGenerator
import Workload

/// Durable inserts of one entry each, with a vector.
struct InsertBenchmark {
    static let connectionCounts = [1, 8, 64]
    /// Inserts per second at 64 connections.
    static let target = 8_000.0
    /// More than a run can store.
    private static let chatCount = 40_000

    let plan: Plan

    func run() async throws -> [Measurement] {
        let inserts = (0..<Self.chatCount).map { number in
            Exchange(
                path: "/api/v1/entries", body: SampleChat(number: number, size: .short).nativeInsert,
                expectedStatuses: [201], expecting: [#""status":"created""#])
        }
        var measurements: [Measurement] = []
        for connections in Self.connectionCounts {
            var samples: [Sample] = []
            for _ in 0..<plan.runCount {
                samples.append(try await sample(inserts, connections: connections))
            }
            measurements.append(
                Measurement(name: "insert", connections: connections, samples: samples))
        }
        return measurements
    }

    /// Every run has an empty store of its own.
    private func sample(_ inserts: [Exchange], connections: Int) async throws -> Sample {
        try await plan.withDataFolder { folder in
            let server = try ServerProcess(data: folder, ["--vectors"])
            defer { server.stop() }
            return try await Sample.measure(
                "insert", inserts, on: server, connections: connections, for: plan.duration,
                limit: inserts.count)
        }
    }
}
