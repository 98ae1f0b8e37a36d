import Foundation

/// A chat and its answer, the same for the same number: the server fills its store with them, and the load
/// generator asks for them.
public struct SampleChat: Sendable {
    public enum Size: String, Sendable, CaseIterable {
        /// A single question; about 200 bytes as a request.
        case short
        /// Instructions and three turns; about 1.8 kB as a request.
        case long
    }

    public struct Message: Sendable {
        public let role: String
        public let content: String
    }

    /// The tenant of all sample chats.
    public static let tenant = "benchmark"

    public let messages: [Message]
    public let answer: String

    public init(number: Int, size: Size) {
        var words = WordSequence(seed: UInt64(number) &* 2 &+ (size == .short ? 0 : 1))
        let question = "Question \(number): "
        switch size {
        case .short:
            messages = [Message(role: "user", content: question + words.text(byteCount: 95))]
        case .long:
            messages = [
                Message(role: "system", content: words.text(byteCount: 560)),
                Message(role: "user", content: words.text(byteCount: 240)),
                Message(role: "assistant", content: words.text(byteCount: 500)),
                Message(role: "user", content: question + words.text(byteCount: 230)),
            ]
        }
        answer = "Answer \(number): " + words.text(byteCount: 1_480)
    }

    // MARK: Request bodies

    /// A query of `POST /modelcache`.
    public var compatibleQuery: [UInt8] {
        Array(
            #"{"type":"query","scope":{"model":"\#(Self.tenant)"},"query":\#(messagesJSON)}"#.utf8)
    }

    /// A lookup of `POST /api/v1/lookup`.
    public var nativeLookup: [UInt8] {
        Array(#"{"tenant":"\#(Self.tenant)","messages":\#(messagesJSON)}"#.utf8)
    }

    /// An insert of `POST /api/v1/entries`.
    public var nativeInsert: [UInt8] {
        Array(
            #"{"tenant":"\#(Self.tenant)","messages":\#(messagesJSON),"answer":\#(answer.json)}"#.utf8)
    }

    /// The answer as it stands in a reply.
    public var answerJSON: String { answer.json }

    /// The last message's text as it stands in an echo.
    public var questionJSON: String { messages.last?.content.json ?? "" }

    private var messagesJSON: String {
        let messages = messages.map { #"{"role":"\#($0.role)","content":\#($0.content.json)}"# }
        return "[" + messages.joined(separator: ",") + "]"
    }
}

/// An endless row of English words, with a line break after every sentence.
private struct WordSequence {
    private static let words = """
        the a of to and in is for with that order customer account request answer model cache system data time \
        payment refund delivery address cancel change subscription support please explain difference between \
        example service server question language result page update version error message number value
        """.split(separator: " ")

    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func text(byteCount: Int) -> String {
        var text = ""
        var wordCount = 0
        while text.utf8.count < byteCount {
            text += Self.words[Int(nextRandom() % UInt64(Self.words.count))]
            wordCount += 1
            text += wordCount.isMultiple(of: 14) ? ".\n" : " "
        }
        return String(text.prefix(byteCount))
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    private mutating func nextRandom() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension String {
    /// As a JSON string; sample texts hold nothing else that would have to be escaped.
    fileprivate var json: String {
        "\"" + replacing("\n", with: "\\n") + "\""
    }
}
