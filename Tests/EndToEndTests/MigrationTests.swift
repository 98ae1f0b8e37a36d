import CanonicalJSON
import Foundation
import TestSupport
import Testing

@Suite("A migration of embeddings", .serialized)
struct MigrationTests {
    private let folder = TemporaryFolder()

    /// Settings for a model of that name at a service.
    private func settings(model: String, port: Int) -> [String: String] {
        [
            "cache.mode": "semantic", "cache.decision": "similarity", "cache.threshold": "0.9",
            "embedding.provider": "tei", "embedding.url": "http://127.0.0.1:\(port)/embed",
            "embedding.remote_model": model, "embedding.dimensions": "256",
        ]
    }

    private func serve(model: String, port: Int) async throws -> ServerProcess {
        try await ServerProcess(
            data: folder.path,
            arguments: settings(model: model, port: port).flatMap { ["--set", "\($0.key)=\($0.value)"] })
    }

    private func modelcache(
        _ arguments: String..., model: String, port: Int
    ) async throws -> (status: Int32, output: String, errors: String) {
        let variables = settings(model: model, port: port).map { key, value in
            ("MODELCACHE_" + key.uppercased().replacing(".", with: "_"), value)
        }
        return try await run(
            ServerProcess.binary.path, arguments, environment: Dictionary(uniqueKeysWithValues: variables))
    }

    private func fill(_ server: ServerProcess, count: Int) async throws {
        let entries = (0..<count).map { number -> JSONValue in
            ["tenant": "t", "match": .string("describe thing number\(number) briefly"), "answer": .string("\(number)")]
        }
        try await server.post("/api/v1/entries", ["entries": .array(entries)])
    }

    @Test("that is killed half-way goes on at the next start; the command waits for its end")
    func killed() async throws {
        let service = EmbeddingService()
        let port = await service.start()
        var server = try await serve(model: "one", port: port)
        try await fill(server, count: 400)
        server.terminate()
        _ = await server.exitStatus()
        let before = service.textCount
        service.slowDown(to: .milliseconds(50))

        server = try await serve(model: "two", port: port)
        try await server.post("/api/v1/migration", .object(JSONObject()))
        while service.textCount < before + 100 { try await Task.sleep(for: .milliseconds(2)) }
        #expect(try await server.answer(to: "describe thing number7 briefly") == "7")
        await server.kill()
        let reached = service.textCount - before
        #expect(reached < 400)

        service.slowDown(to: .zero)
        server = try await serve(model: "two", port: port)
        let migrate = try await modelcache("model", "migrate", "--server", server.address, model: "two", port: port)
        #expect(migrate.status == 0, "\(migrate.errors)")
        #expect(migrate.output.hasPrefix("All entries are embedded by remote/"))
        // Only the batch that was under way at the kill is embedded twice.
        #expect(service.textCount - before <= 400 + 32)
        #expect(try await server.answer(to: "thing number7 briefly describe") == "7")
        let stats = try await modelcache("stats", "--server", server.address, model: "two", port: port)
        let rows = stats.output.split(separator: "\n").filter { $0.hasPrefix("embedded by") }
        #expect(rows.count == 1)
        #expect(rows.first?.contains("/two/") ?? false)
        #expect(rows.first?.hasSuffix("400 (in use)") ?? false)
        server.terminate()
        _ = await server.exitStatus()
    }

    @Test("works on a folder without a server, also for entries that were stored without a vector")
    func folderWithoutServer() async throws {
        let port = await startedService()
        let exact = try await ServerProcess(data: folder.path)
        try await fill(exact, count: 70)
        exact.terminate()
        _ = await exact.exitStatus()
        let data = folder.path
        let none = try await run(ServerProcess.binary.path, ["model", "migrate", "--data", data])
        #expect(none.status == 1)
        #expect(none.errors.contains("there is no model to embed entries with"))
        let status = try await modelcache(
            "model", "migrate", "--status", "--json", "--data", data, model: "one", port: port)
        #expect(try JSONValue(parsing: status.output)["pending"] == 70)
        #expect(status.errors.contains("70 stored entries have no vector of the embedding model in use"))
        let migrate = try await modelcache("model", "migrate", "--data", data, model: "one", port: port)
        #expect(migrate.output.hasPrefix("All entries are embedded by remote/"))
        let server = try await serve(model: "one", port: port)
        #expect(try await server.answer(to: "thing number7 briefly describe") == "7")
        server.terminate()
        _ = await server.exitStatus()
    }

    private func startedService() async -> Int {
        await Self.shared.start()
    }

    /// Lives as long as the tests.
    private static let shared = EmbeddingService()
}
