import CacheCore

/// What the guards and the score need to know of one text, worked out once.
///
/// Articles, words of courtesy and punctuation are left out, contractions are written out, set phrases ("New York") and
/// spelled-out numbers are one token, synonyms share a stem.
public struct PromptText: Sendable {
    /// The tokens in order.
    public let tokens: [Token]
    /// The text in lower case, to which the tokens' positions refer.
    let bytes: [UInt8]
    /// Whether the text is too long to be looked at as a whole.
    public let isTruncated: Bool
    /// Most names are written like other words here, because all words or none have capitals.
    let hasMeaningfulCapitals: Bool
    public let nature: RequestNature
    /// Earlier turns, where the text is a conversation (`ConversationText`), and the message that they come after.
    let turnCount: Int
    let message: Substring

    /// Reads a text. Linear in its length.
    public init(_ text: String) {
        (message, turnCount) = ConversationText.message(of: text)
        let folded = FoldedText(text)
        var scanner = Scanner(folded.bytes)
        scanner.scan()
        bytes = scanner.lowered
        isTruncated = folded.isTruncated
        var composer = TokenComposer(scanner.tokens, bytes: scanner.lowered)
        tokens = composer.compose()
        hasMeaningfulCapitals = Self.hasMeaningfulCapitals(tokens)
        nature = RequestNature(words: composer.words, bytes: scanner.lowered)
    }

    /// A token as written, in lower case.
    public func spelling(of token: Token) -> String {
        String(decoding: bytes[token.range], as: UTF8.self)
    }

    /// Several neighbouring tokens as written.
    func spelling(of range: Range<Int>) -> String {
        guard let first = range.first, let last = range.last else { return "" }
        return String(decoding: bytes[Int(tokens[first].start)..<Int(tokens[last].end)], as: UTF8.self)
    }

    func entry(of token: Token) -> Lexicon.Entry? {
        token.entry < 0 ? nil : Lexicon.shared.entries[Int(token.entry)]
    }

    /// Whether a token is worth a thought: neither an auxiliary nor another word that only carries the sentence.
    static func isContent(_ token: Token) -> Bool {
        token.entry < 0 || !Lexicon.shared.entries[Int(token.entry)].roles.contains(.function)
    }

    private static func hasMeaningfulCapitals(_ tokens: [Token]) -> Bool {
        var words = 0
        var capitalised = 0
        for token in tokens
        where token.kind == .word && !token.marks.contains(.startsSentence) && token.end - token.start > 3 {
            words += 1
            if token.marks.contains(.capitalised) { capitalised += 1 }
        }
        return words < 4 || capitalised * 5 < words * 4
    }
}
