import Foundation
import LoadGenerator
import PromptMix

/// How a cache is asked over HTTP, and how its replies are read.
enum CacheProtocol {
    /// The native API of ModelCache.
    case native
    /// GPTCache's own HTTP app; RedisVL is put behind the same two routes.
    case putAndGet

    func lookup(_ question: CacheQuestion) -> Exchange {
        let expected = question.answer.map { answerMark + #":\#(Self.json($0))"# } ?? missMark
        let insert = question.answerToInsert.map {
            insertion(of: CacheEntry(tenant: question.tenant, prompt: question.prompt, answer: $0))
        }
        return Exchange(
            path: self == .native ? "/api/v1/lookup" : "/get",
            body: Array(lookupBody(question).utf8), expecting: [expected],
            or: Exchange.Alternatives(missMark: missMark, answerMark: answerMark + ":\"", afterMiss: insert))
    }

    func insertion(of entry: CacheEntry) -> Exchange {
        switch self {
        case .native:
            // Two misses for one prompt may be under way at once; the second insert then replaces the first (200).
            Exchange(
                path: "/api/v1/entries", body: Array(Self.entryBody(entry).utf8), expectedStatuses: [200, 201],
                expecting: [#""status":"#])
        case .putAndGet:
            Exchange(
                path: "/put",
                body: Array(#"{"prompt":\#(Self.json(entry.prompt)),"answer":\#(Self.json(entry.answer))}"#.utf8))
        }
    }

    /// Many entries in one request; only the native API has it.
    static func bulkInsertion(of entries: some Collection<CacheEntry>) -> Exchange {
        let bodies = entries.map(entryBody).joined(separator: ",")
        return Exchange(
            path: "/api/v1/entries", body: Array(#"{"entries":[\#(bodies)]}"#.utf8), expectedStatuses: [201])
    }

    /// A line of its own: nothing in it is broken.
    func lookupBody(_ question: CacheQuestion) -> String {
        switch self {
        case .native:
            """
            {"tenant":"\(question.tenant)","messages":[{"role":"user","content":\(Self.json(question.prompt))}]}
            """
        case .putAndGet: #"{"prompt":\#(Self.json(question.prompt))}"#
        }
    }

    private static func entryBody(_ entry: CacheEntry) -> String { "{" + entryFields(entry) + "}" }

    /// A line of `modelcache import`.
    ///
    /// - Parameter vector: single precision, little-endian, base64.
    static func importLine(_ entry: CacheEntry, vector: String) -> String {
        "{" + entryFields(entry) + #","embedding":{"vector":"\#(vector)"}}"# + "\n"
    }

    private static func entryFields(_ entry: CacheEntry) -> String {
        """
        "tenant":"\(entry.tenant)","messages":[{"role":"user","content":\(json(entry.prompt))}],\
        "answer":\(json(entry.answer))
        """
    }

    private var missMark: String {
        switch self {
        case .native: #""hit":false"#
        case .putAndGet: #""answer":null"#
        }
    }

    private var answerMark: String { #""answer""# }

    /// As a JSON string.
    private static func json(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try! encoder.encode(text), as: UTF8.self)
    }
}
