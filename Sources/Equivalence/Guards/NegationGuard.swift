/// One text denies what the other affirms.
///
/// Only negations among the differing words count. Two of them cancel each other, and so do a negation and an opposite
/// ("not enabled" and "disabled"). In questions for a reason a negation is often the speaker's mood: evidence, no veto.
public struct NegationGuard: Guard {
    public let name = "negation"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        let left = Self.negations(pair.left)
        let right = Self.negations(pair.right)
        guard left.count % 2 != right.count % 2 else { return .pass }
        let (text, tokens) = left.count > right.count ? (pair.left, left) : (pair.right, right)
        let other = left.count > right.count ? pair.right : pair.left
        if tokens.contains(where: { Self.isMistyped($0, of: text, in: other) }) { return .pass }
        let word = tokens.first.map { text.spelling(of: $0) } ?? ""
        let reason = "only one text holds the negation \"\(word)\""
        if OppositeGuard.opposition(in: pair) != nil { return .abstain(reason) }
        return QuestionGuard.asksForReason(pair) ? .abstain(reason) : .veto(reason)
    }

    /// Whether the other text holds the negation with a slip in it: "withuot".
    private static func isMistyped(_ negation: Token, of text: PromptText, in other: PromptText) -> Bool {
        let spelling = text.bytes[negation.range]
        guard negation.kind == .word, spelling.count >= 5 else { return false }
        return other.tokens.contains { token in
            token.kind == .word && token.entry < 0 && abs(token.range.count - spelling.count) <= 1
                && Typos.isOneEdit(spelling, other.bytes[token.range])
        }
    }

    /// Whether one text has an odd number of negations and the other an even one.
    static func differs(_ pair: PromptPair) -> Bool {
        negations(pair.left).count % 2 != negations(pair.right).count % 2
    }

    private static func negations(_ text: PromptText) -> [Token] {
        text.tokens.filter { token in
            guard let entry = text.entry(of: token) else { return false }
            return entry.roles.contains(.negation) && !token.marks.contains(.neutral)
        }
    }
}
