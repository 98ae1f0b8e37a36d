import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Correcting, removing and restoring, as a user types it.
@Suite("The commands about entries")
struct EntryCommandTests {
    private func modelcache(
        _ arguments: String..., server: ServerProcess
    ) async throws -> (status: Int32, output: String, errors: String) {
        try await run(ServerProcess.binary.path, arguments, environment: ["MODELCACHE_SERVER": server.address])
    }

    @Test("a deletion is undone after the server was killed")
    func restore() async throws {
        let folder = TemporaryFolder()
        var server = try await ServerProcess(data: folder.path)
        for (prompt, tag) in [("one", "doc:7"), ("two", "doc:7"), ("three", "x")] {
            let inserted = try await modelcache(
                "insert", "--tenant", "t", prompt, "a", "--tag", tag, "--metadata", #"{"n":1}"#, server: server)
            #expect(inserted.status == 0, "\(inserted.errors)")
        }
        let counted = try await modelcache("remove", "--source", "7", "--dry-run", server: server)
        #expect(counted.output == "2 would be removed\n")
        let removed = try await modelcache("remove", "--source", "7", server: server)
        #expect(removed.output == "2 removed\n" && removed.errors == "Undo with: modelcache restore --deletion 1\n")
        #expect(try await modelcache("query", "--tenant", "t", "one", server: server).status == 2)
        await server.kill()
        server = try await ServerProcess(data: folder.path)
        #expect(try await modelcache("query", "--tenant", "t", "one", server: server).status == 2)
        #expect(try await modelcache("restore", "--deletion", "1", server: server).output == "2 restored\n")
        #expect(try await modelcache("query", "--tenant", "t", "one", "--tag", "doc:7", server: server).output == "a\n")
        #expect(try await modelcache("query", "--tenant", "t", "one", "--tag", "x", server: server).status == 2)
        #expect(try await modelcache("restore", "--deletion", "1", server: server).status == 2)
        #expect(try await modelcache("remove", "3", "--purge", server: server).status == 0)
        #expect(try await modelcache("restore", "3", server: server).status == 2)
        server.terminate()
        _ = await server.exitStatus()
    }

    @Test("an entry is corrected and pinned")
    func correct() async throws {
        let folder = TemporaryFolder()
        let server = try await ServerProcess(data: folder.path)
        _ = try await modelcache("insert", "--tenant", "t", "p", "wrong", server: server)
        #expect(try await modelcache("correct", "1", "right", "--pin", server: server).output == "corrected entry 1\n")
        #expect(try await modelcache("query", "--tenant", "t", "p", server: server).output == "right\n")
        let shown = try await modelcache("correct", "1", "--tag", "a", "--json", server: server)
        let entry = try JSONValue(parsing: shown.output)
        #expect(entry["pin"] == true && entry["tags"] == ["a"] && entry["answer"] == "right")
        #expect(try await modelcache("correct", "2", "right", server: server).status == 2)
        #expect(try await modelcache("correct", "1", server: server).status != 0)
        #expect(try await modelcache("correct", "1", "--metadata", "[", server: server).status == 1)
        #expect(try await modelcache("remove", server: server).status != 0)
        server.terminate()
        _ = await server.exitStatus()
    }
}
