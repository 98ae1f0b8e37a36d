import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The command line, as a user types it.
@Suite("The command")
struct CommandTests {
    private func modelcache(
        _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String, errors: String) {
        try await run(ServerProcess.binary.path, arguments, environment: environment)
    }

    @Test("inserts, queries, shows and removes on a running server")
    func onServer() async throws {
        let folder = TemporaryFolder()
        let server = try await ServerProcess(data: folder.path)
        let variable = ["MODELCACHE_SERVER": server.address]
        let miss = try await modelcache("query", "--tenant", "a/b", "Who?", environment: variable)
        #expect(miss.status == 2)
        #expect(miss.output.isEmpty)
        #expect(miss.errors.hasPrefix("miss (no_entry) in "))
        let insert = try await modelcache(
            "insert", "--tenant", "a/b", "--user", "u", "Who?", "An assistant.", environment: variable)
        #expect(insert.output == "created entry 1\n")
        let hit = try await modelcache(
            "query", "--tenant", "a/b", "--user", "u", "Who?", "--server", server.address)
        #expect(hit.status == 0)
        #expect(hit.output == "An assistant.\n")
        #expect(hit.errors.hasPrefix("exact hit, entry 1, similarity 1.0, in "))
        let json = try await modelcache(
            "query", "--tenant", "a/b", "--user", "u", "Who?", "--json", environment: variable)
        #expect(try JSONValue(parsing: json.output)["entry_id"] == 1)
        let stats = try await modelcache("stats", environment: variable)
        #expect(stats.output.contains("entries              1"))
        let unknown = try await modelcache("remove", "7", environment: variable)
        #expect(unknown.errors == "There is no entry 7.\n")
        #expect(unknown.status == 2)
        let removed = try await modelcache("remove", "--user", "u", "--yes", environment: variable)
        #expect(removed.output == "1 removed\n")
        server.terminate()
        _ = await server.exitStatus()
    }

    @Test("works straight on a data folder")
    func onFolder() async throws {
        let folder = TemporaryFolder()
        let insert = try await modelcache(
            "insert", "--tenant", "t", "p", "a", "--if-absent", "--data", folder.path, "--json")
        #expect(try JSONValue(parsing: insert.output) == ["id": 1, "status": "created"])
        let query = try await modelcache("query", "--tenant", "t", "p", "--data", folder.path)
        #expect(query.output == "a\n")
        let missing = try await modelcache("stats", "--data", folder.path + "/none")
        #expect(missing.status == 1)
        #expect(missing.errors == "Error: There is no data folder \(folder.path)/none.\n")
    }

    @Test("reports what the cache has done, and writes out the query log")
    func report() async throws {
        let folder = TemporaryFolder()
        let server = try await ServerProcess(data: folder.path)
        let variable = ["MODELCACHE_SERVER": server.address]
        _ = try await modelcache("insert", "--tenant", "t", "=1+1, \"so\"", "2", environment: variable)
        _ = try await modelcache("query", "--tenant", "t", "=1+1, \"so\"", environment: variable)
        _ = try await modelcache("query", "--tenant", "t", "other", environment: variable)
        let table = try await modelcache("report", "--from", "1h", environment: variable)
        #expect(table.output.contains("hit rate            50.0 %"))
        let json = try await modelcache("report", "--json", "--tenant", "t", "--walls", environment: variable)
        let report = try JSONValue(parsing: json.output)
        #expect(report["exact_hits"] == 1)
        #expect(report["walls"] == [])
        let page = folder.path + "/report.html"
        let html = try await modelcache("report", "--format", "html", "--output", page, environment: variable)
        #expect(html.status == 0)
        #expect(try String(contentsOfFile: page, encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
        let log = try await modelcache("log", "--format", "csv", environment: variable)
        let lines = log.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].contains(",t,,exact,\"user###=1+1, \"\"so\"\"\",1,"))
        server.terminate()
        _ = await server.exitStatus()
        let rows = try await modelcache("log", "--data", folder.path, "--from", "1h")
        #expect(try rows.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }.count == 2)
        let refused = try await modelcache("report", "--from", "1h", "--until", "2h")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--from must be before until."))
    }

    @Test("makes no store to look into", arguments: ["query --tenant t p", "stats", "remove 1"])
    func folderWithoutStore(_ command: String) async throws {
        let folder = TemporaryFolder()
        let arguments = command.split(separator: " ").map(String.init) + ["--data", folder.path]
        let result = try await run(ServerProcess.binary.path, arguments)
        #expect(result.status == 1)
        #expect(result.errors == "Error: There is no store in \(folder.path).\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("works on a data folder with the settings of the server")
    func folderSettings() async throws {
        let folder = TemporaryFolder()
        _ = try await modelcache("insert", "--tenant", "t", "p", "a", "--data", folder.path)
        let query = try await modelcache(
            "query", "--tenant", "t", "p", "--data", folder.path, environment: ["MODELCACHE_CACHE_MODE": "off"])
        #expect(query.status == 2)
        #expect(query.errors.hasPrefix("miss (off) in "))
    }

    @Test("inserts a file, reports each broken line and the rest goes in")
    func file() async throws {
        let folder = TemporaryFolder()
        var lines = (0..<450).map { #"{"match":"\#($0)","answer":"a\#($0)"}"# }
        lines[3] = "{broken"
        lines[250] = #"{"match":"250","answer":5}"#
        lines[449] = #"{"match":"last","answer":"no line feed at the end"}"#
        let path = folder.path + "/entries.jsonl"
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: path))
        let result = try await modelcache("insert", "--tenant", "t", "--file", path, "--data", folder.path)
        #expect(result.status == 1)
        #expect(result.output == "448 created, 2 failed\n")
        #expect(result.errors.contains("\(path):4: not valid JSON"))
        #expect(result.errors.contains("\(path):251: "))
        #expect(result.errors.split(separator: "\n").count == 2)
    }

    @Test("says that a folder is no file of entries")
    func folderAsFile() async throws {
        let folder = TemporaryFolder()
        _ = try await modelcache("insert", "--tenant", "t", "p", "a", "--data", folder.path)
        let result = try await modelcache("insert", "--tenant", "t", "--file", folder.path, "--data", folder.path)
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("Error: \(folder.path) cannot be read: "))
    }

    @Test("refuses what goes with one prompt beside a file", arguments: ["--user", "--model-version", "--system"])
    func fileWithScope(_ option: String) async throws {
        let result = try await modelcache("insert", "--file", "entries.jsonl", option, "x")
        #expect(result.status == 64)
        #expect(result.errors.contains("in a file each line has its own"))
    }

    @Test("says how to mend what a user got wrong")
    func mistakes() async throws {
        let noServer = try await modelcache("stats", "--server", "http://127.0.0.1:9")
        #expect(noServer.status == 1)
        #expect(noServer.errors.contains("Start one with 'modelcache serve'"))
        let address = try await modelcache("stats", "--server", "localhost")
        #expect(address.errors.contains("should look like http://127.0.0.1:5000"))
        let setting = try await modelcache("config", "--set", "server.prot=1")
        #expect(setting.errors.contains("Did you mean server.port?"))
        let variable = try await modelcache("config", environment: ["MODELCACHE_CACHE_MOOD": "x"])
        #expect(variable.errors.contains("Did you mean MODELCACHE_CACHE_MODE?"))
        let value = try await modelcache("serve", "--port", "70000")
        #expect(value.errors.contains("--port: server.port is '70000', but must be a whole number from 0 to 65535"))
    }

    @Test("shows the configuration with its sources")
    func configuration() async throws {
        let folder = TemporaryFolder()
        let file = folder.path + "/modelcache.yaml"
        try Data("cache:\n  mode: shadow\nserver:\n  port: 1\n".utf8).write(to: URL(filePath: file))
        try Data("server:\n  port: 2\n".utf8).write(to: URL(filePath: folder.path + "/modelcache.prod.yaml"))
        let result = try await modelcache(
            "config", "--config", file, "--environment", "prod", "--json",
            environment: ["MODELCACHE_CACHE_THRESHOLD": "0.9"])
        let settings = try #require(try JSONValue(parsing: result.output).arrayValue)
        func setting(_ key: String) -> [String?] {
            let found = settings.first { $0["key"]?.stringValue == key }
            return [found?["value"]?.stringValue, found?["source"]?.stringValue]
        }
        #expect(setting("cache.mode") == ["shadow", "\(file):2"])
        #expect(setting("server.port") == ["2", "\(folder.path)/modelcache.prod.yaml:2"])
        #expect(setting("cache.threshold") == ["0.9", "MODELCACHE_CACHE_THRESHOLD"])
        #expect(setting("server.host") == ["127.0.0.1", "default"])
    }
}
