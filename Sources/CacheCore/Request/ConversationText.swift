/// A conversation as one text, as a verifier is taught to read it: the last message, then the turns before it, latest first.
///
/// So what is cut from a long one is what was said longest ago. Of answers only the beginning is kept: what they are about is
/// said there, and what the user has said decides more often. `conversation_text` in `Training/verifier/pairs.py` gives the same
/// bytes; a verifier would be at a loss with others.
public enum ConversationText {
    private static let turnMarks = ["\nuser: ", "\nassistant: "].map { Array($0.utf8) }

    /// The last message of such a text, and how many turns follow it there; a text of another kind is all message.
    public static func message(of text: String) -> (message: Substring, turnCount: Int) {
        var message = text[...]
        var turnCount = 0
        for position in text.utf8.indices where text.utf8[position] == UInt8(ascii: "\n") {
            let rest = text.utf8[position...]
            guard turnMarks.contains(where: { rest.starts(with: $0) }) else { continue }
            if turnCount == 0 { message = text[..<position] }
            turnCount += 1
        }
        return (message, turnCount)
    }

    /// Scalars of an answer, its role included, that are kept.
    static let answerScalars = 120

    /// - Parameter history: what user and model said before the message, oldest first.
    static func of(_ message: String, after history: some BidirectionalCollection<Message>) -> String {
        history.reversed().reduce(into: message) { text, turn in
            text += "\n"
            text += turn.isUser ? "user: " + turn.content : String(spoken(turn).prefix(answerScalars))
        }
    }

    /// What the text leaves out of an answer.
    static func unread(of answer: Message) -> String {
        String(spoken(answer).dropFirst(answerScalars))
    }

    private static func spoken(_ answer: Message) -> String.UnicodeScalarView {
        (answer.role + ": " + answer.content).unicodeScalars
    }
}
