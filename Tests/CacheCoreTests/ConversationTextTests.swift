import CanonicalJSON
import Foundation
import Testing

@testable import CacheCore

/// `Training/Fixtures/conversations.py` wrote what the training program makes of the same conversations.
@Suite("A conversation as one text")
struct ConversationTextTests {
    private struct Conversation: Sendable {
        var history: [Message]
        var message: String
        var text: String
    }

    private static func conversations() throws -> [Conversation] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "Training/Fixtures/conversations.json"))
        return try #require(try JSONValue(parsing: Array(data)).arrayValue).map { row in
            Conversation(
                history: (row["history"]?.arrayValue ?? []).compactMap(\.stringValue).map(message),
                message: try #require(row["message"]?.stringValue), text: try #require(row["text"]?.stringValue))
        }
    }

    private static func message(_ turn: String) -> Message {
        let isUser = turn.utf8.starts(with: "user: ".utf8)
        let content = turn.unicodeScalars.dropFirst((isUser ? "user: " : "assistant: ").count)
        return isUser ? .user(String(content)) : .assistant(String(content))
    }

    private static let rules = PartitionRules(
        context: .conversation, leaning: LeaningTest(named: "test") { $0.hasPrefix("shorter") })

    private func request(_ history: [Message], _ message: String) -> CacheRequest {
        CacheRequest(tenant: "t", messages: history + [.user(message)])
    }

    @Test("has the bytes that the verifier was taught to read")
    func bytes() throws {
        let conversations = try Self.conversations()
        #expect(conversations.count >= 10)
        for conversation in conversations {
            let texts = MatchedTexts(request(conversation.history, conversation.message), rules: Self.rules)
            #expect(texts.prompt.utf8.elementsEqual(conversation.text.utf8), "\(conversation.message)")
            #expect(texts.context.isEmpty)
        }
    }

    @Test("system prompts, tools' results and what begins the answer are not in it")
    func leftOut() {
        let messages: [Message] = [
            .system("Be brief."), .user("a"), Message(role: "tool", content: "3 results"), .assistant("b"),
            .user("and c"), .assistant("It"),
        ]
        let texts = MatchedTexts(CacheRequest(tenant: "t", messages: messages), rules: Self.rules)
        #expect(texts.prompt == "and c\nassistant: b\nuser: a")
    }

    private func share(_ first: CacheRequest, _ second: CacheRequest) -> Bool {
        RequestIdentity(first, rules: Self.rules).partition == RequestIdentity(second, rules: Self.rules).partition
    }

    @Test("conversations of different lengths may meet, those with other system prompts or tools' results may not")
    func wall() {
        let short = request([], "how do I clear it")
        #expect(share(short, request([.user("a"), .assistant("b")], "how do I clear it")))
        #expect(!share(short, request([.system("Be brief.")], "how do I clear it")))
        let tool = Message(role: "tool", content: "3 results")
        #expect(!share(short, request([.user("a"), tool], "how do I clear it")))
        #expect(share(request([tool], "x"), request([.user("a"), tool], "x")))
    }

    @Test("a prompt that leans on its context needs what the text leaves out of long answers to be identical")
    func unread() {
        let long = String(repeating: "x", count: 200)
        func after(_ answer: String, _ message: String) -> CacheRequest {
            request([.user("a"), .assistant(answer)], message)
        }
        #expect(share(after(long + "y", "what else"), after(long + "z", "what else")))
        #expect(!share(after(long + "y", "shorter please"), after(long + "z", "shorter please")))
        #expect(share(after(long, "shorter please"), after("other" + long.dropFirst(5), "shorter please")))
        #expect(share(after("y", "shorter please"), after("z", "shorter please")))
    }
}
