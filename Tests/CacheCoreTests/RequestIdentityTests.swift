import CacheCore
import CanonicalJSON
import TestSupport
import Testing

@Suite("The identity of a request")
struct RequestIdentityTests {
    static let base = CacheRequest(
        tenant: "t", messages: [.system("Be brief."), .user("Hi"), .assistant("Hello"), .user("Who are you?")])

    static let otherPartitions: [(String, CacheRequest)] = [
        ("tenant", changed { $0.tenant = "T" }),
        ("user", changed { $0.user = "u" }),
        ("empty user", changed { $0.user = "" }),
        ("version", changed { $0.version = "2" }),
        ("user and version are not mixed up", changed { $0.version = "u" }),
        ("parameters", changed { $0.parameters = ["temperature": 1] }),
        ("context", changed { $0.context = ["doc": 1] }),
        ("system prompt", changed { $0.messages[0].content = "Be long." }),
        ("history", changed { $0.messages[2].content = "Hello!" }),
        ("role in the history", changed { $0.messages[2].role = "user" }),
        ("attributes", changed { $0.messages[2].attributes["name"] = "x" }),
        ("fewer turns", changed { $0.messages.removeFirst() }),
        ("turn after the prompt", changed { $0.messages.append(.assistant("I")) }),
        ("split between role and content", changed { $0.messages[0] = Message(role: "systemBe", content: " brief.") }),
        ("match given apart", changed { $0.match = "Who are you?" }),
    ]

    @Test("everything but the matched text is part of the partition", arguments: otherPartitions)
    func partitions(_ what: String, _ other: CacheRequest) {
        #expect(RequestIdentity(Self.base).partition != RequestIdentity(other).partition)
        #expect(RequestIdentity(Self.base).request != RequestIdentity(other).request)
    }

    @Test("the matched text is not part of the partition, but of the request")
    func matchedText() {
        let other = Self.changed { $0.messages[3].content = "What are you?" }
        #expect(RequestIdentity(Self.base).partition == RequestIdentity(other).partition)
        #expect(RequestIdentity(Self.base).request != RequestIdentity(other).request)
    }

    @Test("parameters are compared as values, not as they are spelt")
    func canonicalParameters() throws {
        let left = Self.changed { $0.parameters = ["a": 1, "b": 0.5] }
        let right = Self.changed { $0.parameters = ["b": 0.5, "a": 1.0] }
        #expect(RequestIdentity(left) == RequestIdentity(right))
    }

    @Test("texts are compared byte for byte")
    func bytes() {
        let composed = CacheRequest(tenant: "\u{e9}", prompt: "x")
        let decomposed = CacheRequest(tenant: "e\u{301}", prompt: "x")
        #expect(RequestIdentity(composed) != RequestIdentity(decomposed))
        #expect(composed.tenant != decomposed.tenant)
    }

    @Test("random requests share an identity only when they are equal")
    func randomRequests() {
        var generator = SeededGenerator(seed: 1)
        var seen: [RequestIdentity: CacheRequest] = [:]
        for _ in 0..<20_000 {
            let request = Self.random(using: &generator)
            let known = seen.updateValue(request, forKey: RequestIdentity(request))
            #expect(known == nil || known == request)
        }
        #expect(seen.count > 1_000)
    }

    /// The expected value was computed apart from this code, with Python's hashlib.
    @Test("the digest of a known request does not change from version to version")
    func stable() {
        let digest = RequestIdentity(Self.base).request.digest
        let hex = digest.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(hex == "f2bd40a9d663bdf29708712e087efb103a149846388343c9b22af353a0d56c40")
    }

    @Test(
        "the last user message is matched",
        arguments: [
            ([Message.user("a"), .user("b")], "b"), ([.user("a"), .assistant("b")], "a"),
            ([.system("a")], "a"), ([], ""), ([Message(role: "", content: "a"), .assistant("b")], "a"),
        ] as [([Message], String)])
    func matchedMessage(_ messages: [Message], _ expected: String) {
        #expect(CacheRequest(tenant: "t", messages: messages).matchedText == expected)
    }

    @Test("the key text splices roles and contents")
    func keyText() {
        let request = CacheRequest(tenant: "t", messages: [.system("You are ..."), .user("Who are you?")])
        #expect(request.keyText == "system###You are ...|||user###Who are you?")
        #expect(CacheRequest(tenant: "t", messages: [], match: "m").keyText == "m")
    }

    private static func changed(_ change: (inout CacheRequest) -> Void) -> CacheRequest {
        var request = base
        change(&request)
        return request
    }

    private static func random(using generator: inout SeededGenerator) -> CacheRequest {
        func text() -> String { ["", "a", "b", "ab", "###", "|||"].randomElement(using: &generator)! }
        func maybe() -> String? { Bool.random(using: &generator) ? text() : nil }
        let messages = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
            Message(role: text(), content: text())
        }
        return CacheRequest(
            tenant: Tenant(text()), user: maybe(), version: maybe(), messages: messages, match: maybe(),
            context: maybe().map(JSONValue.string),
            parameters: maybe().map { .object(JSONObject([.init(key: $0, value: 1)])) })
    }
}
