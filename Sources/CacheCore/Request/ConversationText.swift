/// A conversation as one text, as a verifier is taught to read it: the last message, then the turns before it, latest first.
///
/// So what is cut from a long one is what was said longest ago. Of answers only the beginning is kept: what they are about is
/// said there, and what the user has said decides more often. `conversation_text` in `Training/verifier/pairs.py` gives the same
/// bytes; a verifier would be at a loss with others.
public enum ConversationText {
    /// What an earlier turn begins with; UTF-8.
    public static let turnMarks = ["\nuser: ", "\nassistant: "].map { Array($0.utf8) }

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
