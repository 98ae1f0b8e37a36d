import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Exports and imports, as a user types them.
@Suite("Entries on their way")
struct TransferTests {
    private let folder = TemporaryFolder()
    private let service = EmbeddingService()

    private func modelcache(
        _ arguments: String..., environment: [String: String] = ["MODELCACHE_CACHE_MODE": "exact"]
    ) async throws -> (status: Int32, output: String, errors: String) {
        try await run(ServerProcess.binary.path, arguments, environment: environment)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = folder.path + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    private func data(_ name: String) throws -> String {
        let path = folder.path + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private static func lines(_ numbers: Range<Int>) -> String {
        numbers.map {
            #"{"tenant":"t","messages":[{"role":"user","content":"question \#($0)"}],"answer":"answer \#($0)"}"#
        }.joined(separator: "\n") + "\n"
    }

    /// The lines of an export without what a store makes itself: ids.
    private func entries(_ path: String) throws -> [JSONValue] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            guard case .object(var object) = try JSONValue(parsing: String(line)) else { return .null }
            object["id"] = nil
            return .object(object)
        }.sorted { String(decoding: $0.encoded, as: UTF8.self) < String(decoding: $1.encoded, as: UTF8.self) }
    }

    @Test("come back as they were, vectors and all, and are not embedded a second time", arguments: [false, true])
    func roundTrip(throughServer: Bool) async throws {
        let port = await service.start()
        let settings = [
            "MODELCACHE_CACHE_MODE": "semantic", "MODELCACHE_CACHE_DECISION": "similarity",
            "MODELCACHE_EMBEDDING_PROVIDER": "tei", "MODELCACHE_EMBEDDING_DIMENSIONS": "256",
            "MODELCACHE_EMBEDDING_URL": "http://127.0.0.1:\(port)/embed",
        ]
        let source = try file(
            "in.jsonl",
            """
            {"tenant":"t","user":"u","version":"2","messages":[{"role":"system","content":"S","name":"n"},\
            {"role":"user","content":"how do I cancel an order"}],"parameters":{"temperature":0.5},"context":["d"],\
            "answer":"Press Cancel.","hit_count":7,"last_hit_at":"2026-01-02T00:00:00.001Z",\
            "created_at":"2025-12-01T10:00:00.123Z","modified_at":"2025-12-02T10:00:00.456Z","expires_at":null}
            {"tenant":"a/b","match":"你好 é e\\u0301 \\u0000","partition":"p","answer":"","ttl":1000}

            """)
        let first = try await modelcache("import", source, "--data", try data("a"), environment: settings)
        #expect(first.output == "2 created, 0 broken\n")
        // On a busy machine it takes long enough to say how far it has come.
        #expect(first.errors.isEmpty || first.errors.hasPrefix("Importing: "))
        let embedded = service.textCount
        #expect(embedded == 2)
        let file = folder.path + "/out.jsonl"
        let second = folder.path + "/again.jsonl"
        let exported = try await modelcache("export", file, "--vectors", "--data", try data("a"), environment: settings)
        #expect(exported.output == "2 exported\n")
        if throughServer {
            let arguments = settings.flatMap { key, value in
                // MODELCACHE_CACHE_MODE is cache.mode.
                ["--set", key.dropFirst(11).lowercased().replacing("_", with: ".") + "=" + value]
            }
            let server = try await ServerProcess(data: try data("b"), arguments: arguments)
            let variable = ["MODELCACHE_SERVER": server.address]
            let imported = try await modelcache("import", file, environment: variable)
            #expect(imported.output == "2 created, 0 broken\n", "\(imported.errors)")
            let result = try await modelcache("export", second, "--vectors", environment: variable)
            #expect(result.output == "2 exported\n", "\(result.errors)")
            server.terminate()
            _ = await server.exitStatus()
        } else {
            let imported = try await modelcache("import", file, "--data", try data("b"), environment: settings)
            #expect(imported.output == "2 created, 0 broken\n", "\(imported.errors)")
            _ = try await modelcache("export", second, "--vectors", "--data", try data("b"), environment: settings)
        }
        #expect(service.textCount == embedded)
        let entries = try entries(file)
        #expect(entries == (try self.entries(second)))
        #expect(entries.allSatisfy { $0["embedding"]?["vector"]?.stringValue?.count == 1_368 })
        let moved = try #require(entries.first { $0["user"] == "u" })
        #expect(moved["hit_count"] == 7)
        #expect(moved["modified_at"] == "2025-12-02T10:00:00.456Z")
        #expect(moved["expires_at"] == .null)
        // Another text under the vector of the old one: it is embedded again.
        let edited = try String(contentsOfFile: file, encoding: .utf8).replacing(
            "cancel an order", with: "return a shoe")
        let other = try self.file("edited.jsonl", edited)
        _ = try await modelcache("import", other, "--data", try data("b"), environment: settings)
        #expect(service.textCount == embedded + 1)
    }

    @Test("that are broken are reported each, and the rest goes in")
    func brokenLines() async throws {
        var lines = Self.lines(0..<1_200).split(separator: "\n").map(String.init)
        lines[2] = "{broken"
        lines[3] = "[]"
        lines[700] = #"{"tenant":"t","match":"p","answer":5}"#
        lines[701] = #"{"tenant":"t","match":"p","answer":"a","modified_at":"yesterday"}"#
        lines[702] = #"{"tenant":"t","match":"p","answer":"a","usr":"u"}"#
        lines[703] = #"{"tenant":"t","match":"p","answer":"a","embedding":{"vector":"?"}}"#
        lines[704] = ""
        var bytes = Data(lines.joined(separator: "\n").utf8)
        bytes.append(contentsOf: Array("\n\"\u{1}".utf8) + [0xFF, 0xFE])
        let path = folder.path + "/broken.jsonl"
        try bytes.write(to: URL(filePath: path))
        let rejects = folder.path + "/rejects.jsonl"
        let result = try await modelcache(
            "import", path, "--data", try data("a"), "--rejects", rejects, "--show-rejects", "3")
        #expect(result.status == 1)
        #expect(result.output == "1193 created, 7 broken\n")
        let errors = result.errors.split(separator: "\n")
        #expect(errors.count == 4)
        #expect(errors[0].hasPrefix("\(path):3: The line is not valid JSON: "))
        #expect(errors[1] == "\(path):4: The line must be an object, not a list.")
        #expect(errors[2] == "\(path):701: answer must be a string, not a number.")
        #expect(errors[3] == "... and 4 more broken lines.")
        let written = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
        #expect(try written.map { try JSONValue(parsing: String($0))["line"] } == [3, 4, 701, 702, 703, 704, 1_201])
        let dry = try await modelcache("import", path, "--data", try data("b"), "--dry-run")
        #expect(dry.output == "1193 valid, 7 broken\n")
        #expect(dry.status == 1)
    }

    @Test("are there once after an import was killed and begun again")
    func killed() async throws {
        let count = 20_000
        let path = try file("many.jsonl", Self.lines(0..<count))
        let folder = try data("a")
        for round in 0..<4 {
            let process = Process()
            process.executableURL = ServerProcess.binary
            process.arguments = ["import", path, "--data", folder, "--workers", "3"]
            process.environment = ProcessInfo.processInfo.environment.merging(
                ["MODELCACHE_CACHE_MODE": "exact"]) { $1 }
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            try await Task.sleep(for: .milliseconds(1_200 + 150 * round))
            kill(process.processIdentifier, SIGKILL)
            await withCheckedContinuation { continuation in
                Thread {
                    process.waitUntilExit()
                    continuation.resume()
                }.start()
            }
            let verified = try await modelcache("verify", "--data", folder)
            #expect(verified.status == 0, "\(verified.output) \(verified.errors)")
        }
        let last = try await modelcache("import", path, "--data", folder)
        #expect(last.status == 0)
        let out = self.folder.path + "/out.jsonl"
        let exported = try await modelcache("export", out, "--data", folder)
        #expect(exported.output == "\(count) exported\n")
        let answers = Set(try entries(out).compactMap { $0["answer"]?.stringValue })
        #expect(answers == Set((0..<count).map { "answer \($0)" }))
    }

    @Test("are read from standard input and from gzip, and go into another tenant")
    func otherForms() async throws {
        let path = try file("plain.jsonl", Self.lines(0..<10))
        _ = try await run("/usr/bin/env", ["gzip", "-k", path])
        let folder = try data("a")
        let compressed = try await modelcache("import", path + ".gz", "--data", folder, "--tenant", "other")
        #expect(compressed.output == "10 created, 0 broken\n", "\(compressed.errors)")
        let query = try await modelcache("query", "--tenant", "other", "question 7", "--data", folder)
        #expect(query.output == "answer 7\n")
        let truncated = self.folder.path + "/truncated.gz"
        try Data(contentsOf: URL(filePath: path + ".gz")).dropLast(20).write(to: URL(filePath: truncated))
        let damaged = try await modelcache("import", truncated, "--data", folder)
        #expect(damaged.status == 1)
        #expect(damaged.errors.contains("is damaged: gzip says so"))
        let empty = try await modelcache("import", "-", "--data", folder)
        #expect(empty.status == 0)
        #expect(empty.output == "0 created, 0 broken\n")
    }

    @Test("are sent in parts to a server that takes small bodies; what is too large alone is reported")
    func smallBodies() async throws {
        let server = try await ServerProcess(
            data: try data("a"), arguments: ["--set", "server.body_limit=2KiB", "--set", "cache.mode=exact"])
        let large = #"{"tenant":"t","match":"large","answer":"\#(String(repeating: "x", count: 3_000))"}"#
        let path = try file("lines.jsonl", Self.lines(0..<60) + large + "\n" + Self.lines(60..<100))
        let result = try await modelcache("import", path, "--server", server.address, "--workers", "2")
        #expect(result.output == "100 created, 1 broken\n")
        #expect(result.errors == "\(path):61: The body is larger than 2048 bytes.\n")
        #expect(try await server.answer(to: "large") == nil)
        server.terminate()
        _ = await server.exitStatus()
    }

    @Test("that are longer than any entry are reported and passed over, and nothing of them is kept")
    func hugeLine() async throws {
        let path = folder.path + "/huge.jsonl"
        var bytes = Data(Self.lines(0..<3).utf8)
        bytes.append(Data(repeating: UInt8(ascii: "x"), count: 65 << 20))
        bytes.append(Data(("\n" + Self.lines(3..<5)).utf8))
        try bytes.write(to: URL(filePath: path))
        let result = try await modelcache("import", path, "--data", try data("a"))
        #expect(result.output == "5 created, 1 broken\n")
        #expect(result.errors == "\(path):4: The line is longer than 64 MiB.\n")
    }

    @Test("are refused where there is no file, or where one is already")
    func mistakes() async throws {
        let folder = try data("a")
        let path = try file("one.jsonl", Self.lines(0..<1))
        let missing = try await modelcache("import", path + "x", "--data", folder)
        #expect(missing.errors == "Error: There is no file \(path)x.\n")
        let directory = try await modelcache("import", folder, "--data", folder)
        #expect(directory.errors == "Error: \(folder) is a folder, not a file of entries.\n")
        _ = try await modelcache("import", path, "--data", folder)
        let twice = try await modelcache("export", path, "--data", folder)
        #expect(twice.errors == "Error: There is a file \(path) already; --force overwrites it.\n")
        let tenant = try await modelcache("import", "--from", "gptcache", folder, "--data", folder)
        #expect(tenant.status == 64)
        let foreign = try await modelcache("import", "--from", "modelcache", path, "--data", folder)
        #expect(foreign.errors.contains("is not a database of the original ModelCache"))
    }

    @Test("of the original are found by its clients' requests, and of GPTCache by its questions")
    func originals() async throws {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "StorageTests/Fixtures")
        let gptCache = try data("gptcache")
        for (database, script) in [(gptCache + "/sqlite.db", "gptcache"), (folder.path + "/data.db", "modelcache")] {
            let sql = fixtures.appending(path: script + ".sql").path
            let made = try await run(
                "/usr/bin/env",
                [
                    "python3", "-c",
                    "import sqlite3,sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())",
                    database, sql,
                ])
            #expect(made.status == 0, "\(made.errors)")
        }
        let server = try await ServerProcess(data: try data("a"), arguments: ["--set", "cache.mode=exact"])
        let original = try await modelcache(
            "import", "--from", "modelcache", folder.path + "/data.db", "--server", server.address)
        #expect(original.output == "3 created, 1 broken\n", "\(original.errors)")
        #expect(original.errors.hasSuffix("data.db:4: The row has no model.\n"))
        let reply = try await server.post(
            "/modelcache",
            [
                "type": "query", "scope": ["model": "CODEGPT-1008"],
                "query": [["role": "system", "content": "Be brief."], ["role": "user", "content": "Who?"]],
            ])
        #expect(reply["answer"] == "A")
        #expect(reply["hit_query"] == "system###Be brief.|||user###Who?")
        let other = try await modelcache(
            "import", "--from", "gptcache", gptCache, "--tenant", "g", "--server", server.address)
        #expect(other.output == "3 created, 1 broken\n", "\(other.errors)")
        let query = try await modelcache("query", "--tenant", "g", "What is GPTCache?", "--server", server.address)
        #expect(query.output == "A cache.\n")
        let deleted = try await modelcache("query", "--tenant", "g", "It is deleted", "--server", server.address)
        #expect(deleted.status == 2)
        server.terminate()
        _ = await server.exitStatus()
    }

    @Test("are copied while a server writes, and the copy is sound")
    func backup() async throws {
        let folder = try data("a")
        let server = try await ServerProcess(data: folder)
        for number in 0..<50 { try await server.insert("\(number)", answer: "a") }
        let copy = self.folder.path + "/copy"
        let backup = try await modelcache("backup", copy, "--data", folder)
        #expect(backup.status == 0, "\(backup.errors)")
        try await server.insert("later", answer: "a")
        let again = try await modelcache("backup", copy, "--data", folder)
        #expect(again.status == 1)
        #expect(again.errors.contains("there is a store in it already"))
        server.terminate()
        _ = await server.exitStatus()
        let verified = try await modelcache("verify", "--data", copy)
        #expect(verified.output.hasPrefix("Sound: 50 entries"))
    }
}
