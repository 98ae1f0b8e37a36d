import LoadGenerator
import Workload

/// Exact hits by both APIs, beside echoes of the same bodies.
///
/// The runs of all kinds alternate, so that whatever else happens on the machine meets all of them.
struct LookupBenchmark {
    static let connectionCounts = [1, 8, 64]
    /// The share of the echo's rate that hits must reach.
    static let target = 0.7
    /// So many chats are asked for in turn.
    private static let chatCount = 1_000

    let plan: Plan

    struct Comparison: Codable, Sendable {
        let api: String
        let size: String
        let requestBytes: Int
        let hit: Measurement
        let echo: Measurement

        var share: Double { hit.requestsPerSecond / echo.requestsPerSecond }
    }

    func run() async throws -> [Comparison] {
        try await plan.withDataFolder { folder in
            let server = try ServerProcess(data: folder)
            defer { server.stop() }
            let cases = API.allCases.flatMap { api in SampleChat.Size.allCases.map { Case(api: api, size: $0) } }
            for `case` in cases where `case`.api == .native {
                try await insert(`case`.chats(Self.chatCount), into: server)
            }
            var comparisons: [Comparison] = []
            for connections in Self.connectionCounts {
                comparisons += try await compare(cases, on: server, connections: connections)
            }
            return comparisons
        }
    }

    private func insert(_ chats: [SampleChat], into server: ServerProcess) async throws {
        let inserts = chats.map { chat in
            Exchange(path: "/api/v1/entries", body: chat.nativeInsert, expectedStatuses: [201])
        }
        _ = try await Sample.measure(
            "insert", inserts, on: server, connections: 8, for: .seconds(60), limit: inserts.count)
    }

    private func compare(
        _ cases: [Case], on server: ServerProcess, connections: Int
    ) async throws -> [Comparison] {
        let exchanges = cases.map { ($0.hits(Self.chatCount), $0.echoes(Self.chatCount)) }
        var hits = [[Sample]](repeating: [], count: cases.count)
        var echoes = hits
        // The first round only warms up.
        for round in 0...plan.runCount {
            for (position, (hit, echo)) in exchanges.enumerated() {
                let name = cases[position].api.rawValue
                let hitSample = try await Sample.measure(
                    name, hit, on: server, connections: connections,
                    for: round == 0 ? .milliseconds(300) : plan.duration)
                let echoSample = try await Sample.measure(
                    "echo", echo, on: server, connections: connections,
                    for: round == 0 ? .milliseconds(300) : plan.duration)
                guard round > 0 else { continue }
                hits[position].append(hitSample)
                echoes[position].append(echoSample)
            }
        }
        return cases.indices.map { position in
            let `case` = cases[position]
            return Comparison(
                api: `case`.api.rawValue, size: `case`.size.rawValue,
                requestBytes: `case`.body(of: SampleChat(number: 0, size: `case`.size)).count,
                hit: Measurement(name: "hit", connections: connections, samples: hits[position]),
                echo: Measurement(name: "echo", connections: connections, samples: echoes[position]))
        }
    }
}

private enum API: String, CaseIterable {
    case compatible = "POST /modelcache"
    case native = "POST /api/v1/lookup"

    var echoPath: String {
        switch self {
        case .compatible: "/echo/compatible"
        case .native: "/echo/native"
        }
    }

    /// What a reply with a hit begins with.
    var hitMark: String {
        switch self {
        case .compatible: #""cacheHit":true"#
        case .native: #""hit":true"#
        }
    }

    var path: Substring { rawValue.dropFirst("POST ".count) }
}

private struct Case {
    let api: API
    let size: SampleChat.Size

    func chats(_ count: Int) -> [SampleChat] {
        (0..<count).map { SampleChat(number: $0, size: size) }
    }

    func body(of chat: SampleChat) -> [UInt8] {
        switch api {
        case .compatible: chat.compatibleQuery
        case .native: chat.nativeLookup
        }
    }

    func hits(_ count: Int) -> [Exchange] {
        chats(count).map { chat in
            Exchange(
                path: String(api.path), body: body(of: chat),
                expecting: [api.hitMark, #""answer":"# + chat.answerJSON])
        }
    }

    func echoes(_ count: Int) -> [Exchange] {
        chats(count).map { chat in
            Exchange(path: api.echoPath, body: body(of: chat), expecting: [chat.questionJSON])
        }
    }
}
