import CacheCore
import CanonicalJSON
import Foundation
import HTTPTypes
import ModelCache
import Service
import TestSupport
import Testing

@Suite("The native API")
struct NativeAPITests {
    private let question = #""tenant":"t","messages":[{"role":"user","content":"Who are you?"}]"#

    @Test("stores an entry and finds it")
    func storesAndFinds() async throws {
        let server = try await TestServer()
        let miss = try await server.send(.post, "/api/v1/lookup", body: "{\(question)}")
        #expect(miss.status == .ok)
        #expect(try miss.json["hit"] == false)
        #expect(try miss.json["reason"] == "no_entry")
        let created = try await server.send(
            .post, "/api/v1/entries", body: #"{\#(question),"answer":"An assistant."}"#)
        #expect(created.status == .created)
        #expect(created.headers[.location] == "/api/v1/entries/1")
        #expect(try created.json == ["id": 1, "status": "created"])
        let hit = try await server.send(.post, "/api/v1/lookup", body: "{\(question)}").json
        #expect(hit["hit"] == true)
        #expect(hit["answer"] == "An assistant.")
        #expect(hit["entry_id"] == 1)
        #expect(hit["tier"] == "exact")
        #expect((hit["age_seconds"]?.doubleValue ?? -1) >= 0)
    }

    @Test("replaces, or leaves alone what is there")
    func ifAbsent() async throws {
        let server = try await TestServer()
        let first = try await server.send(
            .post, "/api/v1/entries", body: #"{\#(question),"answer":"1","if_absent":true}"#)
        #expect(first.status == .created)
        let second = try await server.send(
            .post, "/api/v1/entries", body: #"{\#(question),"answer":"2","if_absent":true}"#)
        #expect(second.status == .ok)
        #expect(try second.json == ["id": 1, "status": "exists"])
        let third = try await server.send(.post, "/api/v1/entries", body: #"{\#(question),"answer":"3"}"#)
        #expect(try third.json == ["id": 1, "status": "replaced"])
        #expect(try await server.send(.post, "/api/v1/lookup", body: "{\(question)}").json["answer"] == "3")
    }

    @Test("stores many, all or none")
    func many() async throws {
        let server = try await TestServer()
        let refused = try await server.send(
            .post, "/api/v1/entries",
            body: #"{"entries":[{\#(question),"answer":"1"},{\#(question),"answer":5}]}"#)
        #expect(refused.status.code == 422)
        #expect(try refused.json["pointer"] == "/entries/1/answer")
        #expect(try await server.cache.statistics().store.entryCount == 0)
        let stored = try await server.send(
            .post, "/api/v1/entries",
            body: #"{"entries":[{\#(question),"answer":"1"},{"tenant":"u","match":"x","answer":"2"}]}"#)
        #expect(stored.status == .created)
        #expect(
            try stored.json["entries"]
                == [["id": 1, "status": "created"], ["id": 2, "status": "created"]])
    }

    @Test("match is compared apart from what must be identical")
    func matchAndContext() async throws {
        let server = try await TestServer()
        let body = #"{"tenant":"t","match":"x","context":{"docs":[1,2]},"answer":"A"}"#
        _ = try await server.send(.post, "/api/v1/entries", body: body)
        for (context, isHit) in [(#"{"docs":[1,2]}"#, true), (#"{"docs":[2,1]}"#, false), ("null", false)] {
            let reply = try await server.send(
                .post, "/api/v1/lookup", body: #"{"tenant":"t","match":"x","context":\#(context)}"#)
            #expect(try reply.json["hit"]?.boolValue == isHit)
        }
    }

    @Test("tenant names are taken as they are")
    func tenantNames() async throws {
        let server = try await TestServer()
        _ = try await server.send(
            .post, "/api/v1/entries", body: #"{"tenant":"a-b/c d","match":"x","answer":"A"}"#)
        let other = try await server.send(.post, "/api/v1/lookup", body: #"{"tenant":"a_b/c d","match":"x"}"#)
        #expect(try other.json["hit"] == false)
        let list = try await server.send(.get, "/api/v1/entries?tenant=a-b%2Fc%20d").json
        #expect(list["entries"]?.arrayValue?.count == 1)
        let removed = try await server.send(.delete, "/api/v1/tenants/a-b%2Fc%20d")
        #expect(try removed.json == ["deleted": 1])
        #expect(try await server.cache.tenants().isEmpty)
    }

    @Test("shows an entry in full and removes it")
    func entry() async throws {
        let server = try await TestServer()
        _ = try await server.send(
            .post, "/api/v1/entries",
            body: #"""
                {"tenant":"t","user":"u","version":"1","messages":[{"role":"assistant","content":null,
                "tool_calls":[1]},{"role":"user","content":"p"}],"parameters":{"n":1},"answer":"A"}
                """#)
        let entry = try await server.send(.get, "/api/v1/entries/1").json
        #expect(entry["tenant"] == "t")
        #expect(entry["user"] == "u")
        #expect(entry["parameters"] == ["n": 1])
        #expect(entry["messages"]?.arrayValue?.first?["tool_calls"] == [1])
        #expect(entry["question"] == "assistant###|||user###p")
        #expect(entry["hit_count"] == 0)
        #expect(entry["created_at"]?.stringValue?.hasSuffix("Z") == true)
        #expect(try await server.send(.delete, "/api/v1/entries/1").status == .noContent)
        #expect(try await server.send(.delete, "/api/v1/entries/1").status == .notFound)
        let gone = try await server.send(.get, "/api/v1/entries/1")
        #expect(gone.status == .notFound)
        #expect(gone.headers[.contentType] == "application/problem+json")
        #expect(try gone.json["detail"] == "There is no entry 1.")
    }

    @Test("an entry lives as long as its ttl says; a ttl that is none is refused")
    func timeToLive() async throws {
        let server = try await TestServer()
        func insert(_ ttl: String) async throws -> TestServer.Reply {
            try await server.send(
                .post, "/api/v1/entries", body: #"{"tenant":"t","match":"p","answer":"A","ttl":\#(ttl)}"#)
        }
        #expect(try await insert("3600").status == .created)
        let entry = try await server.send(.get, "/api/v1/entries/1").json
        let written = try #require(entry["modified_at"]?.stringValue)
        let expires = try #require(entry["expires_at"]?.stringValue)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        #expect(abs(try style.parse(expires).timeIntervalSince(style.parse(written)) - 3_600) < 0.01)
        for ttl in ["0", "-1", "1e300", "\"1h\"", "[]"] {
            let refused = try await insert(ttl)
            #expect(refused.status == .unprocessableContent)
            #expect(try refused.json["pointer"] == "/ttl")
        }
    }

    @Test("pages through entries and tenants")
    func pages() async throws {
        let server = try await TestServer()
        for number in 0..<7 {
            _ = try await server.send(
                .post, "/api/v1/entries", body: #"{"tenant":"租\#(number)","match":"x","answer":"A"}"#)
        }
        for list in ["entries", "tenants"] {
            var seen = 0
            var path = "/api/v1/\(list)?limit=3"
            while true {
                let page = try await server.send(.get, path).json
                seen += page[list]?.arrayValue?.count ?? 0
                guard let cursor = page["next_cursor"]?.stringValue else { break }
                path = "/api/v1/\(list)?limit=3&cursor=\(cursor)"
            }
            #expect(seen == 7)
        }
    }

    @Test("ends a page of long texts early, and goes on after it")
    func longPages() async throws {
        let server = try await TestServer()
        let answer = String(repeating: "x", count: 3 << 20)
        let rows = (0..<7).map { Answered(CacheRequest(tenant: "t", prompt: "\($0)"), answer: answer) }
        try await server.cache.insert(rows)
        var sizes: [Int] = []
        var path = "/api/v1/entries"
        while true {
            let page = try await server.send(.get, path).json
            sizes.append(page["entries"]?.arrayValue?.count ?? 0)
            guard let cursor = page["next_cursor"]?.stringValue else { break }
            path = "/api/v1/entries?cursor=\(cursor)"
        }
        #expect(sizes == [3, 3, 1])
    }

    @Test("erases a user, in one tenant or in all")
    func erasesUser() async throws {
        let server = try await TestServer()
        for tenant in ["a", "b", "c"] {
            _ = try await server.send(
                .post, "/api/v1/entries", body: #"{"tenant":"\#(tenant)","user":"ü/1","match":"x","answer":"A"}"#)
        }
        let one = try await server.send(.delete, "/api/v1/users/%C3%BC%2F1?tenant=a")
        #expect(try one.json == ["deleted": 1])
        let rest = try await server.send(.delete, "/api/v1/users/%C3%BC%2F1")
        #expect(try rest.json == ["deleted": 2])
    }

    @Test("a misspelt parameter does not widen a removal", arguments: ["tennant=a", "tenant=", "tenant=a&x=1"])
    func refusesMisspeltRemoval(_ query: String) async throws {
        let server = try await TestServer()
        let body = #"{"tenant":"b","user":"u","match":"x","answer":"A"}"#
        _ = try await server.send(.post, "/api/v1/entries", body: body)
        #expect(try await server.send(.delete, "/api/v1/users/u?\(query)").status == .badRequest)
        let encoded = try await server.send(.delete, "/api/v1/users/u?%74enant=a")
        #expect(try encoded.json == ["deleted": 0])
        #expect(try await server.cache.statistics().store.entryCount == 1)
    }

    @Test("counts hits and misses")
    func statistics() async throws {
        let server = try await TestServer()
        _ = try await server.send(.post, "/api/v1/entries", body: #"{\#(question),"answer":"1"}"#)
        _ = try await server.send(.post, "/api/v1/lookup", body: "{\(question)}")
        _ = try await server.send(.post, "/api/v1/lookup", body: #"{"tenant":"t","match":"y"}"#)
        let statistics = try await server.send(.get, "/api/v1/stats").json
        #expect(statistics["entries"] == 1)
        #expect(statistics["tenants"] == 1)
        #expect(statistics["hits"] == 1)
        #expect(statistics["misses"] == 1)
        #expect(statistics["hit_rate"] == 0.5)
    }

    static let refusals: [(String, String, Int, String?)] = [
        ("/lookup", "", 400, nil), ("/lookup", "[", 400, nil), ("/lookup", "[]", 422, ""),
        ("/lookup", "{}", 422, "/tenant"), ("/lookup", #"{"tenant":""}"#, 422, "/tenant"),
        ("/lookup", #"{"tenant":5}"#, 422, "/tenant"), ("/lookup", #"{"tenant":"t"}"#, 422, "/messages"),
        ("/lookup", #"{"tenant":"t","messages":{}}"#, 422, "/messages"),
        ("/lookup", #"{"tenant":"t","messages":[{"content":5}]}"#, 422, "/messages/0/content"),
        ("/lookup", #"{"tenant":"t","match":"x","usr":"u"}"#, 422, "/usr"),
        ("/lookup", #"{"tenant":"t","match":"x","user":1}"#, 422, "/user"),
        ("/lookup", #"{"tenant":"t","match":"x","parameters":1}"#, 422, "/parameters"),
        ("/entries", #"{"tenant":"t","match":"x"}"#, 422, "/answer"),
        ("/entries", #"{"tenant":"t","match":"x","answer":"a","if_absent":1}"#, 422, "/if_absent"),
        ("/entries", #"{"entries":[]}"#, 422, "/entries"), ("/entries", #"{"entries":[1]}"#, 422, "/entries/0"),
        ("/entries", #"{"entries":[{"a~/b":1}]}"#, 422, "/entries/0/a~0~1b"),
    ]

    @Test("refuses a wrong body with a problem that points at the field", arguments: refusals)
    func refuses(_ path: String, _ body: String, _ status: Int, _ pointer: String?) async throws {
        let reply = try await TestServer().send(.post, "/api/v1" + path, body: body)
        #expect(reply.status.code == status)
        #expect(reply.headers[.contentType] == "application/problem+json")
        let problem = try reply.json
        #expect(problem["status"]?.integerValue == Int64(status))
        #expect(problem["type"]?.stringValue?.hasPrefix("urn:modelcache:problem:") == true)
        #expect(problem["detail"]?.stringValue?.isEmpty == false)
        #expect(problem["pointer"]?.stringValue == pointer)
    }

    @Test("cuts the name of an unknown field in its sentence")
    func cutsNames() async throws {
        let name = String(repeating: "x", count: 100_000)
        let reply = try await TestServer().send(.post, "/api/v1/lookup", body: #"{"\#(name)":1}"#)
        let detail = try #require(try reply.json["detail"]?.stringValue)
        #expect(detail.hasPrefix(String(repeating: "x", count: 100) + " is not a field"))
    }

    @Test(
        "refuses a wrong parameter by its name",
        arguments: [
            ("/entries?limit=0", "limit"), ("/entries?limit=x", "limit"), ("/entries?limit=1001", "limit"),
            ("/entries?limit=%2B5", "limit"), ("/entries?limit=1&limit=2", "limit"), ("/entries?tenant=%FF", "tenant"),
            ("/entries/01", "id"), ("/entries?cursor=x", "cursor"), ("/tenants?cursor=!", "cursor"),
            ("/entries/x", "id"), ("/entries?tennant=t", "tennant"), ("/entries?tenant=", "tenant"),
            ("/entries?tenant", "tenant"), ("/stats?tenant=t", "tenant"), ("/entries/1?user=u", "user"),
            ("/tenants?%C3%BC=1", "ü"), ("/entries?tenant=a&%74enant=b", "tenant"),
        ])
    func refusesParameters(_ path: String, _ parameter: String) async throws {
        let reply = try await TestServer().send(.get, "/api/v1" + path)
        #expect(reply.status == .badRequest)
        #expect(try reply.json["parameter"]?.stringValue == parameter)
    }

    @Test("logs why a request failed, and does not tell", arguments: [StoreError.failed("page 7 is torn"), .readOnly])
    func logsFailures(_ error: StoreError) async throws {
        let store = FailingStore()
        let log = LogLines()
        let server = try await TestServer(store: store, log: log)
        store.fail(with: error)
        let reply = try await server.send(.delete, "/api/v1/entries/1")
        #expect(reply.status.code == (error == .readOnly ? 507 : 500))
        #expect(log.all.contains { $0.contains(error.description) })
        #expect(!reply.text.contains("page 7"))
    }

    @Test("says when it is too large, busy or failing")
    func failures() async throws {
        var configuration = Configuration()
        configuration.bodyLimit = 1_024
        configuration.policy.standard = TenantPolicy(mode: .semantic, threshold: 0.95)
        let embedder = FakeEmbedder()
        let server = try await TestServer(configuration: configuration, embedder: embedder)
        let large = String(repeating: "x", count: 2_000)
        let tooLarge = try await server.send(.post, "/api/v1/lookup", body: #"{"match":"\#(large)"}"#)
        #expect(tooLarge.status.code == 413)
        embedder.fail(with: .busy)
        let busy = try await server.send(.post, "/api/v1/entries", body: #"{\#(question),"answer":"1"}"#)
        #expect(busy.status == .serviceUnavailable)
        #expect(busy.headers[.retryAfter] == "1")
        let lookup = try await server.send(.post, "/api/v1/lookup", body: "{\(question)}")
        #expect(lookup.status == .ok)
        #expect(try lookup.json["reason"] == "busy")
        embedder.fail(with: .failed("boom"))
        let failed = try await server.send(.post, "/api/v1/entries", body: #"{\#(question),"answer":"1"}"#)
        #expect(failed.status == .internalServerError)
        #expect(try failed.json["detail"]?.stringValue?.contains("boom") == false)
    }
}
