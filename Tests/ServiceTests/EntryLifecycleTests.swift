import CacheCore
import CanonicalJSON
import HTTPTypes
import ModelCache
import TestSupport
import Testing

@Suite("Correcting, deleting and restoring over HTTP")
struct EntryLifecycleTests {
    private func server() async throws -> TestServer {
        var configuration = Configuration()
        configuration.policy.standard = TenantPolicy(mode: .semantic, threshold: 0.9)
        return try await TestServer(configuration: configuration, embedder: FakeEmbedder())
    }

    @discardableResult
    private func insert(_ server: TestServer, _ prompt: String, _ more: String = "") async throws -> Int64 {
        let reply = try await server.send(
            .post, "/api/v1/entries", body: #"{"tenant":"t","match":"\#(prompt)","answer":"a \#(prompt)"\#(more)}"#)
        #expect(reply.status.code < 300, "\(reply.text)")
        return try #require(try reply.json["id"]?.integerValue)
    }

    private func lookup(_ server: TestServer, _ prompt: String, tags: String = "[]") async throws -> JSONValue {
        try await server.send(
            .post, "/api/v1/lookup", body: #"{"tenant":"t","match":"\#(prompt)","tags":\#(tags)}"#
        ).json
    }

    @Test("what is deleted is not served, and is as it was once it is restored")
    func restore() async throws {
        let server = try await server()
        let id = try await insert(server, "one", #","tags":["doc:7"],"metadata":{"x":1}"#)
        try await insert(server, "two")
        let before = try await server.send(.get, "/api/v1/entries/\(id)").json
        let deletion = try await server.send(.post, "/api/v1/entries/delete", body: #"{"source":"7"}"#).json
        #expect(deletion["deleted"] == 1)
        #expect(try await lookup(server, "one")["hit"] == false)
        #expect(try await server.send(.get, "/api/v1/entries/\(id)").status == .notFound)
        let listed = try await server.send(.get, "/api/v1/entries?deleted=true").json["entries"]?.arrayValue ?? []
        #expect(listed.map { $0["id"]?.integerValue } == [id])
        #expect(listed[0]["deletion_id"] == deletion["deletion_id"])
        let number = try #require(deletion["deletion_id"]?.integerValue)
        let restored = try await server.send(.post, "/api/v1/deletions/\(number)/restore")
        #expect(try restored.json == ["restored": 1, "superseded": 0])
        // Before it is served: a hit counts.
        #expect(try await server.send(.get, "/api/v1/entries/\(id)").json == before)
        #expect(try await lookup(server, "one")["tier"] == "exact")
    }

    @Test("a lookup with tags finds only entries that carry all of them, by either tier")
    func tags() async throws {
        let server = try await server()
        let plain = try await insert(server, "how do I return an order")
        let tagged = try await insert(server, "how do I return an order please", #","tags":["lang:en","a"]"#)
        #expect(try await lookup(server, "how do I return an order")["entry_id"]?.integerValue == plain)
        let found = try await lookup(server, "how do I return an order", tags: #"["lang:en","a"]"#)
        #expect(found["entry_id"]?.integerValue == tagged && found["tier"] == "semantic")
        #expect(try await lookup(server, "how do I return an order", tags: #"["lang:en","b"]"#)["reason"] == "no_entry")
    }

    @Test("a correction changes what is given and nothing else")
    func correction() async throws {
        let server = try await server()
        let id = try await insert(server, "one", #","ttl":500,"tags":["x"]"#)
        let old = try await server.send(.get, "/api/v1/entries/\(id)").json
        let tagged = try await server.send(.put, "/api/v1/entries/\(id)", body: #"{"tags":["y"]}"#).json
        #expect(tagged["tags"] == ["y"] && tagged["answer"] == old["answer"])
        #expect(tagged["expires_at"] == old["expires_at"] && tagged["modified_at"] == old["modified_at"])
        let pinned = try await server.send(.put, "/api/v1/entries/\(id)", body: #"{"pin":true}"#).json
        #expect(pinned["pin"] == true && pinned["expires_at"] == nil && pinned["tags"] == ["y"])
        let corrected = try await server.send(.put, "/api/v1/entries/\(id)", body: #"{"answer":"better"}"#).json
        #expect(corrected["pin"] == true && corrected["created_at"] == old["created_at"])
        #expect(try await lookup(server, "one")["answer"] == "better")
        #expect(try await lookup(server, "one")["tier"] == "exact")
        let free = try await server.send(.put, "/api/v1/entries/\(id)", body: #"{"pin":false}"#).json
        #expect(free["pin"] == nil && free["ttl"]?.doubleValue == 2_592_000)
    }

    @Test(
        "an entry that says too much, or a removal that says too little, is refused",
        arguments: [
            ("/api/v1/entries", #"{"tenant":"t","match":"p","answer":"a","tags":[\#(many)]}"#, "/tags"),
            ("/api/v1/entries", #"{"tenant":"t","match":"p","answer":"a","tags":["x","\#(long)"]}"#, "/tags/1"),
            ("/api/v1/entries", #"{"tenant":"t","match":"p","answer":"a","metadata":{"x":"\#(huge)"}}"#, "/metadata"),
            ("/api/v1/entries", #"{"tenant":"t","match":"p","answer":"a","stale_for":"1h"}"#, "/stale_for"),
            ("/api/v1/entries/delete", "{}", ""),
            ("/api/v1/entries/delete", #"{"tags":[],"dry_run":false}"#, ""),
            ("/api/v1/entries/delete", #"{"created_before":"yesterday"}"#, "/created_before"),
            ("/api/v1/entries/delete", #"{"ids":[1,"x"]}"#, "/ids/1"),
            ("/api/v1/entries/delete", #"{"tenant":"t","all":true}"#, "/all"),
        ])
    func refusals(path: String, body: String, pointer: String) async throws {
        let reply = try await server().send(.post, path, body: body)
        #expect(reply.status.code == 422)
        #expect(try reply.json["pointer"]?.stringValue == pointer)
    }

    private static let many = (0...32).map { "\"t\($0)\"" }.joined(separator: ",")
    private static let long = String(repeating: "\u{e9}", count: 101)
    private static let huge = String(repeating: "x", count: 4_096)
}
