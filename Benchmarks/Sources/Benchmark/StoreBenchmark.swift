import Foundation
import LoadGenerator
import Workload

/// A server with a large store: how soon it answers, and what an entry costs that nobody asks for.
struct StoreBenchmark {
    /// Seconds to the first answer.
    static let startTarget = 1.5
    /// Bytes of resident memory for each entry, besides its vector.
    static let memoryTarget = 200.0
    /// 384 components of 4 bytes.
    private static let vectorBytes = 1_536.0

    let plan: Plan
    let entryCount: Int

    struct Result: Codable, Sendable {
        let name: String
        let entryCount: Int
        let secondsToFirstAnswer: Double
        let emptyStoreBytes: Int
        let residentBytes: Int
        /// The difference by entry; vectors in memory are not counted.
        let bytesPerEntry: Double
    }

    /// With and without vectors in memory; the store holds them in both cases.
    func run() async throws -> [Result] {
        try await plan.withDataFolder { folder in
            try ServerProcess.fill(data: folder, count: entryCount, ["--vectors"])
            return [
                try await measure(folder, name: "exact tier", arguments: [], vectorBytes: 0),
                try await measure(
                    folder, name: "with vectors in memory", arguments: ["--vectors"],
                    vectorBytes: Self.vectorBytes),
            ]
        }
    }

    private func measure(
        _ folder: String, name: String, arguments: [String], vectorBytes: Double
    ) async throws -> Result {
        var seconds: [Double] = []
        var filled: [Double] = []
        var empty: [Double] = []
        for _ in 0..<plan.runCount {
            let start = ContinuousClock.now
            let server = try ServerProcess(data: folder, arguments)
            try await ask(server)
            seconds.append((ContinuousClock.now - start) / .seconds(1))
            filled.append(try await idleBytes(of: server))
            empty.append(
                try await plan.withDataFolder { folder in
                    try await idleBytes(of: ServerProcess(data: folder, arguments))
                })
        }
        let difference = median(filled) - median(empty)
        return Result(
            name: name, entryCount: entryCount, secondsToFirstAnswer: median(seconds),
            emptyStoreBytes: Int(median(empty)), residentBytes: Int(median(filled)),
            bytesPerEntry: difference / Double(entryCount) - vectorBytes)
    }

    private func ask(_ server: ServerProcess) async throws {
        let chat = SampleChat(number: entryCount - 1, size: .short)
        let lookup = Exchange(
            path: "/modelcache", body: chat.compatibleQuery,
            expecting: [#""cacheHit":true"#, chat.answerJSON])
        _ = try await Sample.measure(
            "first lookup", [lookup], on: server, connections: 1, for: .seconds(10), limit: 1)
    }

    /// Resident memory after a moment of rest. Ends the server.
    private func idleBytes(of server: ServerProcess) async throws -> Double {
        defer { server.stop() }
        try await Task.sleep(for: .seconds(2))
        return Double(try server.usage.residentBytes)
    }
}
