/// How much of something, and for whom: all or some, only, except, at least, for a beginner.
public struct ScopeGuard: Guard {
    public let name = "scope"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        for category in [Lexicon.Class.quantifier, .bound, .superlative, .audience] {
            let left = token(of: category, pair.leftOnly, pair.left)
            let right = token(of: category, pair.rightOnly, pair.right)
            guard left != nil || right != nil else { continue }
            let one = left.map { pair.left.spelling(of: $0) } ?? "nothing"
            let other = right.map { pair.right.spelling(of: $0) } ?? "nothing"
            let reason = "the scope differs: \"\(one)\" and \"\(other)\""
            return left != nil && right != nil ? .veto(reason) : .abstain(reason)
        }
        return .pass
    }

    private func token(of category: Lexicon.Class, _ positions: [Int], _ text: PromptText) -> Token? {
        positions.map { text.tokens[$0] }.first { token in
            text.entry(of: token)?.senses.contains { $0.category == category } ?? false
        }
    }
}
