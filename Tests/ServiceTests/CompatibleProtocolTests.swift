import CacheCore
import CanonicalJSON
import HTTPTypes
import ModelCache
import Service
import TestSupport
import Testing

/// The wire contract of the original ModelCache, as its clients rely on it.
@Suite("POST /modelcache")
struct CompatibleProtocolTests {
    private func insertBody(_ model: String, _ prompt: String, _ answer: String) -> String {
        let body: JSONValue = [
            "type": "insert", "scope": ["model": .string(model)],
            "chat_info": [
                ["query": [["role": "user", "content": .string(prompt)]], "answer": .string(answer)]
            ],
        ]
        return String(decoding: body.encoded, as: UTF8.self)
    }

    private func queryBody(_ model: String, _ prompt: String) -> String {
        let body: JSONValue = [
            "type": "query", "scope": ["model": .string(model)],
            "query": [["role": "user", "content": .string(prompt)]],
        ]
        return String(decoding: body.encoded, as: UTF8.self)
    }

    @Test("GET /welcome greets as the original does")
    func welcome() async throws {
        let reply = try await TestServer().send(.get, "/welcome")
        #expect(reply.status == .ok)
        #expect(reply.text == "hello, modelcache!")
    }

    @Test("takes an object and a string that holds one, whatever the white space")
    func bothEncodings() async throws {
        let server = try await TestServer()
        let object = insertBody("CODEGPT-1008", "Who are you?", "An assistant.")
        let string = String(decoding: JSONValue.string(" \n" + object + "\t").encoded, as: UTF8.self)
        #expect(try await server.modelcache(string)["id_list"] == [1])
        let reply = try await server.modelcache(" " + queryBody("CODEGPT.1008", "Who are you?") + "\n")
        #expect(reply["cacheHit"] == true)
        #expect(reply["answer"] == "An assistant.")
        #expect(reply["hit_query"] == "user###Who are you?")
        #expect(reply["hit_id"] == 1)
        #expect(reply["tier"] == "exact")
        #expect(reply["similarity"]?.doubleValue == 1)
        #expect(reply["errorCode"] == 0)
        #expect(reply["errorDesc"] == "")
        let time = try #require(reply["delta_time"]?.stringValue)
        #expect(time.wholeMatch(of: /\d+(\.\d\d?)?s/) != nil)
    }

    @Test("a miss has all fields of the original and no more")
    func miss() async throws {
        let reply = try await TestServer().modelcache(queryBody("m", "x"))
        let names = reply.objectValue?.members.map(\.key)
        #expect(names == ["errorCode", "errorDesc", "cacheHit", "delta_time", "hit_query", "answer"])
        #expect(reply["cacheHit"] == false)
        #expect(reply["hit_query"] == "")
        #expect(reply["answer"] == "")
    }

    @Test("content parts equal the plain string")
    func contentParts() async throws {
        let server = try await TestServer()
        _ = try await server.modelcache(insertBody("m", "a\nb", "1"))
        let reply = try await server.modelcache(
            """
            {"type":"query","scope":{"model":"m"},"query":[{"role":"user","content":
            [{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}
            """)
        #expect(reply["cacheHit"] == true)
    }

    @Test("stores every row of chat_info, or none")
    func allRows() async throws {
        let server = try await TestServer()
        let good = #"{"query":[{"content":"你是谁?"}],"answer":"助手"}"#
        let reply = try await server.modelcache(
            #"{"type":"insert","scope":{"model":"m"},"chat_info":["# + good
                + #",{"query":[{"content":"2+2?"}],"answer":""}]}"#)
        #expect(reply["writeStatus"] == "success")
        #expect(reply["id_list"] == [1, 2])
        let refused = try await server.modelcache(
            #"{"type":"insert","scope":{"model":"n"},"chat_info":["# + good
                + #",{"query":[{"content":"2+2?"}],"answer":4}]}"#)
        #expect(refused["errorCode"] == 103)
        #expect(try await server.cache.statistics().store.entryCount == 2)
    }

    @Test("a prompt that is there already is replaced: one row, the newest answer")
    func replaces() async throws {
        let server = try await TestServer()
        _ = try await server.modelcache(insertBody("m", "p", "old"))
        #expect(try await server.modelcache(insertBody("m", "p", "new"))["id_list"] == [1])
        #expect(try await server.modelcache(queryBody("m", "p"))["answer"] == "new")
    }

    @Test("deletes by id what is the model's own")
    func deletesByID() async throws {
        let server = try await TestServer()
        for (model, prompt) in [("a", "1"), ("b", "1"), ("a", "2"), ("a", "3")] {
            _ = try await server.modelcache(insertBody(model, prompt, "x"))
        }
        let reply = try await server.modelcache(
            #"{"type":"remove","scope":{"model":"a"},"remove_type":"delete_by_id","id_list":[1,"3",3,2,99,"x"]}"#)
        #expect(
            reply["response"]
                == ["status": "success", "milvus": "delete_count: 2", "mysql": "delete_count: 2"])
        #expect(reply["writeStatus"] == "success")
        #expect(try await server.modelcache(queryBody("b", "1"))["cacheHit"] == true)
        #expect(try await server.modelcache(queryBody("a", "1"))["cacheHit"] == false)
        let none = try await server.modelcache(
            #"{"type":"remove","scope":{"model":"a"},"remove_type":"delete_by_id","id_list":[]}"#)
        #expect(none["response"]?["mysql"] == "delete_count: 0")
    }

    @Test("truncates one model and leaves the others alone")
    func truncates() async throws {
        let server = try await TestServer()
        for model in ["a", "a-b", "a_b"] { _ = try await server.modelcache(insertBody(model, "1", "x")) }
        let body = #"{"type":"remove","scope":{"model":"a.b"},"remove_type":"truncate_by_model"}"#
        let reply = try await server.modelcache(body)
        #expect(
            reply["response"]
                == ["status": "success", "VectorDB": "rebuild", "ScalarDB": "delete_count: 1"])
        #expect(try await server.modelcache(body)["response"]?["ScalarDB"] == "delete_count: 0")
        #expect(try await server.modelcache(queryBody("a", "1"))["cacheHit"] == true)
    }

    @Test("registers a model once, in whatever spelling")
    func registers() async throws {
        let server = try await TestServer()
        func register(_ model: String) async throws -> JSONValue? {
            let reply = try await server.modelcache(#"{"type":"register","scope":{"model":"\#(model)"}}"#)
            #expect(reply["errorCode"] == 0)
            #expect(reply["writeStatus"] == "success")
            return reply["response"]
        }
        #expect(try await register("a-b") == "create_success")
        #expect(try await register("a.b") == "already_exists")
        _ = try await server.modelcache(insertBody("c", "1", "x"))
        #expect(try await register("c") == "already_exists")
    }

    @Test(
        "entries of different users, versions and parameters never meet",
        arguments: [#""user":"u""#, #""version":"2""#, #""parameters":{"temperature":1}"#])
    func scopes(_ member: String) async throws {
        let server = try await TestServer()
        let query = #""query":[{"role":"user","content":"p"}]"#
        _ = try await server.modelcache(
            #"{"type":"insert","scope":{"model":"m",\#(member)},"chat_info":[{\#(query),"answer":"x"}]}"#)
        let same = try await server.modelcache(#"{"type":"query","scope":{"model":"m",\#(member)},\#(query)}"#)
        #expect(same["cacheHit"] == true)
        let other = try await server.modelcache(#"{"type":"query","scope":{"model":"m"},\#(query)}"#)
        #expect(other["cacheHit"] == false)
    }

    @Test("names keep case, spaces, quotes and every script", arguments: ["M", "m m", "模型", "a'\"/\\b", "é"])
    func names(_ model: String) async throws {
        let server = try await TestServer()
        _ = try await server.modelcache(insertBody(model, "p", "x"))
        #expect(try await server.cache.tenants().map(\.tenant) == [Tenant(model)])
        #expect(try await server.modelcache(queryBody(model, "p"))["cacheHit"] == true)
        #expect(try await server.modelcache(queryBody("m", "p"))["cacheHit"] == false)
    }
}

@Suite("POST /modelcache refuses")
struct CompatibleRefusalTests {
    static let bodies: [(String, String)] = [
        ("nothing", ""), ("a broken object", #"{"type":"query","scope":{"model":"m"}"#), ("null", "null"),
        ("a number", "17"), ("a list", "[]"), ("trailing text", "{} {}"), ("a string of no object", #""17""#),
        ("a string in a string", #""\"{}\"""#), ("nesting without end", String(repeating: "[", count: 200_000)),
        ("half a surrogate pair", #"{"type":"\ud800"}"#),
    ]

    @Test("a body that is no object: HTTP 400, code 101", arguments: bodies)
    func noObject(_ what: String, _ body: String) async throws {
        let reply = try await TestServer().send(.post, "/modelcache", body: body)
        #expect(reply.status == .badRequest)
        let json = try reply.json
        #expect(json["errorCode"] == 101)
        #expect(json["errorDesc"]?.stringValue?.isEmpty == false)
        #expect(json["cacheHit"] == false)
        #expect(json["delta_time"] == 0)
        #expect(json["hit_query"] == "")
        #expect(json["answer"] == "")
    }

    @Test("bytes that are not UTF-8")
    func invalidUTF8() async throws {
        let bytes = Array(#"{"type":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        let reply = try await TestServer().send(.post, "/modelcache", bytes: bytes)
        #expect(reply.status == .badRequest)
        #expect(try reply.json["errorCode"] == 101)
    }

    @Test("a body above the limit: HTTP 413, code 101, nothing stored")
    func tooLarge() async throws {
        var configuration = Configuration()
        configuration.bodyLimit = 2_000
        let server = try await TestServer(configuration: configuration)
        let answer = String(repeating: "x", count: 2_000)
        let reply = try await server.send(
            .post, "/modelcache",
            body:
                #"{"type":"insert","scope":{"model":"m"},"chat_info":[{"query":[{"content":"p"}],"answer":"\#(answer)"}]}"#
        )
        #expect(reply.status.code == 413)
        #expect(try reply.json["errorCode"] == 101)
        #expect(try await server.cache.statistics().store.entryCount == 0)
    }

    @Test(
        "an unknown type, before anything else: 102",
        arguments: ["{}", #"{"type":"Query"}"#, #"{"type":null}"#, #"{"type":1}"#, #"{"type":"","scope":1}"#])
    func unknownType(_ body: String) async throws {
        let server = try await TestServer()
        let reply = try await server.send(.post, "/modelcache", body: body)
        #expect(reply.status == .ok)
        let json = try reply.json
        #expect(json["errorCode"] == 102)
        #expect(
            json["errorDesc"]
                == "type exception, should one of ['query', 'insert', 'remove', 'register']")
        #expect(json["delta_time"] == 0)
        await server.cache.journal.flush()
        #expect(try await server.cache.queryLog().map(\.errorCode) == [102])
    }

    @Test("the log of an unknown type cuts a name that nobody has checked")
    func unknownTypeWithLongModel() async throws {
        let server = try await TestServer()
        let model = String(repeating: "-", count: 100_000)
        _ = try await server.modelcache(#"{"scope":{"model":"\#(model)"}}"#)
        await server.cache.journal.flush()
        #expect(try await server.cache.queryLog().map(\.tenant.name) == [String(repeating: "_", count: 1_000)])
    }

    static let fields: [(String, String)] = [
        ("scope", #"{"type":"query"}"#),
        ("scope", #"{"type":"query","scope":null}"#),
        ("scope", #"{"type":"query","scope":"m"}"#),
        ("scope.model", #"{"type":"query","scope":{}}"#),
        ("scope.model", #"{"type":"register","scope":{"model":""}}"#),
        ("scope.model", #"{"type":"query","scope":{"model":5}}"#),
        ("scope.user", #"{"type":"query","scope":{"model":"m","user":5}}"#),
        ("scope.user", #"{"type":"query","scope":{"model":"m","user":""}}"#),
        ("scope.parameters", #"{"type":"query","scope":{"model":"m","parameters":[]}}"#),
        ("query", #"{"type":"query","scope":{"model":"m"}}"#),
        ("query", #"{"type":"query","scope":{"model":"m"},"query":[]}"#),
        ("query", #"{"type":"query","scope":{"model":"m"},"query":"x"}"#),
        ("query[0]", #"{"type":"query","scope":{"model":"m"},"query":["x"]}"#),
        ("query[1].role", #"{"type":"query","scope":{"model":"m"},"query":[{},{"role":1}]}"#),
        ("query[0].content", #"{"type":"query","scope":{"model":"m"},"query":[{"content":null}]}"#),
        ("query[0].content", #"{"type":"query","scope":{"model":"m"},"query":[{"content":5}]}"#),
        (
            "query[0].content[0]",
            #"{"type":"query","scope":{"model":"m"},"query":[{"content":[{"type":"image_url"}]}]}"#
        ),
        ("chat_info", #"{"type":"insert","scope":{"model":"m"}}"#),
        ("chat_info", #"{"type":"insert","scope":{"model":"m"},"chat_info":[]}"#),
        ("chat_info[0]", #"{"type":"insert","scope":{"model":"m"},"chat_info":[1]}"#),
        ("chat_info[0].query", #"{"type":"insert","scope":{"model":"m"},"chat_info":[{"answer":"x"}]}"#),
        ("chat_info[0].answer", #"{"type":"insert","scope":{"model":"m"},"chat_info":[{"query":[{}]}]}"#),
        (
            "chat_info[0].answer",
            #"{"type":"insert","scope":{"model":"m"},"chat_info":[{"query":[{}],"answer":null}]}"#
        ),
        ("id_list", #"{"type":"remove","scope":{"model":"m"},"remove_type":"delete_by_id"}"#),
        (
            "id_list[1]",
            #"{"type":"remove","scope":{"model":"m"},"remove_type":"delete_by_id","id_list":[1,1.5]}"#
        ),
    ]

    @Test("a wrong field, by its name: 103", arguments: fields)
    func wrongField(_ field: String, _ body: String) async throws {
        let reply = try await TestServer().send(.post, "/modelcache", body: body)
        #expect(reply.status == .ok)
        let json = try reply.json
        #expect(json["errorCode"] == 103)
        #expect(json["errorDesc"]?.stringValue?.hasPrefix(field + " ") == true, "\(json)")
        #expect(json["delta_time"] == 0)
        let isQuery = body.contains(#""type":"query""#)
        #expect(json["writeStatus"] == (isQuery ? nil : "exception"))
    }

    @Test("a name of more than 1,000 characters, and takes one of 1,000")
    func longNames() async throws {
        let server = try await TestServer()
        for (length, code) in [(1_000, 0), (1_001, 103)] {
            let model = String(repeating: "模", count: length)
            let reply = try await server.modelcache(#"{"type":"register","scope":{"model":"\#(model)"}}"#)
            #expect(reply["errorCode"]?.integerValue == Int64(code))
        }
    }

    @Test("blocked models, after normalisation: 105 for a query, 305 for an insert")
    func blocked() async throws {
        var configuration = Configuration()
        configuration.blockedModels = ["DI-COPILOT"]
        let server = try await TestServer(configuration: configuration)
        let query = try await server.modelcache(#"{"type":"query","scope":{"model":"DI.COPILOT"}}"#)
        #expect(query["errorCode"] == 105)
        #expect(query["errorDesc"] == "model: DI_COPILOT in blacklist")
        #expect(query["cacheHit"] == false)
        let insert = try await server.modelcache(#"{"type":"insert","scope":{"model":"DI_COPILOT"}}"#)
        #expect(insert["errorCode"] == 305)
        #expect(insert["writeStatus"] == "")
        let remove = try await server.modelcache(
            #"{"type":"remove","scope":{"model":"DI_COPILOT"},"remove_type":"truncate_by_model"}"#)
        #expect(remove["errorCode"] == 0)
    }

    @Test("an unknown remove_type: 401", arguments: [#""remove_type":"all""#, #""remove_type":1"#, #""x":1"#])
    func unknownRemoval(_ member: String) async throws {
        let json = try await TestServer().modelcache(#"{"type":"remove","scope":{"model":"m"},\#(member)}"#)
        #expect(json["errorCode"] == 401)
        #expect(json["response"] == "The cache remove error")
        #expect(json["removeStatus"] == "exception")
        #expect(json["writeStatus"] == nil)
    }

    @Test("failures of the store: 202, 301, 402, 502, without a word of what is inside")
    func failures() async throws {
        let server = try await TestServer()
        _ = try await server.modelcache(
            #"{"type":"insert","scope":{"model":"m"},"chat_info":[{"query":[{}],"answer":"x"}]}"#)
        await server.cache.close()
        let insert = try await server.modelcache(
            #"{"type":"insert","scope":{"model":"m"},"chat_info":[{"query":[{}],"answer":"x"}]}"#)
        #expect(insert["errorCode"] == 301)
        #expect(insert["writeStatus"] == "exception")
        let remove = try await server.modelcache(
            #"{"type":"remove","scope":{"model":"m"},"remove_type":"delete_by_id","id_list":[1]}"#)
        #expect(remove["errorCode"] == 402)
        #expect(remove["errorDesc"] == "")
        #expect(remove["response"]?["status"] == "failed")
        #expect(remove["response"]?["mysql"] == "unexecuted")
        let truncate = try await server.modelcache(
            #"{"type":"remove","scope":{"model":"m"},"remove_type":"truncate_by_model"}"#)
        #expect(truncate["response"]?["ScalarDB"] == "unexecuted")
        let register = try await server.modelcache(#"{"type":"register","scope":{"model":"m"}}"#)
        #expect(register["errorCode"] == 502)
        #expect(register["writeStatus"] == "exception")
    }

    @Test("failures of the embedder: 201 for a query, 301 for an insert; busy is a miss with a reason")
    func embedderFailures() async throws {
        var configuration = Configuration()
        configuration.policy.standard = TenantPolicy(mode: .semantic, threshold: 0.95)
        let embedder = FakeEmbedder()
        let server = try await TestServer(configuration: configuration, embedder: embedder)
        let query = #"{"type":"query","scope":{"model":"m"},"query":[{"content":"p"}]}"#
        let insert = #"{"type":"insert","scope":{"model":"m"},"chat_info":[{"query":[{}],"answer":"x"}]}"#
        embedder.fail(with: .failed("/secret/path"))
        let failed = try await server.modelcache(query)
        #expect(failed["errorCode"] == 201)
        #expect(failed["delta_time"]?.stringValue != nil)
        #expect(failed["errorDesc"]?.stringValue?.contains("secret") == false)
        #expect(try await server.modelcache(insert)["errorCode"] == 301)
        embedder.fail(with: .busy)
        let busy = try await server.modelcache(query)
        #expect(busy["errorCode"] == 0)
        #expect(busy["cacheHit"] == false)
        #expect(busy["reason"] == "busy")
        #expect(try await server.modelcache(insert)["errorCode"] == 301)
    }

    @Test("other methods and paths", arguments: [("GET", "/modelcache"), ("POST", "/welcome"), ("GET", "/x")])
    func otherRoutes(_ method: String, _ path: String) async throws {
        let reply = try await TestServer().send(.init(method)!, path)
        #expect([404, 405].contains(reply.status.code))
    }

    @Test("takes NUL characters and a history of 100,000 messages")
    func hugeButRight() async throws {
        let server = try await TestServer()
        let history = Array(repeating: #"{"role":"user","content":"\u0000"}"#, count: 100_000)
            .joined(separator: ",")
        let insert = try await server.modelcache(
            #"{"type":"insert","scope":{"model":"m"},"chat_info":[{"query":[\#(history)],"answer":"\u0000"}]}"#)
        #expect(insert["errorCode"] == 0)
        let query = try await server.modelcache(
            #"{"type":"query","scope":{"model":"m"},"query":[\#(history)]}"#)
        #expect(query["answer"] == "\0")
    }
}
