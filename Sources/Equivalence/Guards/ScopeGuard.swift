/// How much of something, and for whom: all or some, only, except, at least, for a beginner.
public struct ScopeGuard: Guard {
    public let name = "scope"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        for category in [Lexicon.Class.quantifier, .bound, .superlative, .audience] {
            let left = token(of: category, pair.leftOnly, pair.left)
            let right = token(of: category, pair.rightOnly, pair.right)
            guard left != nil || right != nil else { continue }
            if let left, let right, sharesMember(left, right, category, pair) { continue }
            let one = left.map { pair.left.spelling(of: $0) } ?? "nothing"
            let other = right.map { pair.right.spelling(of: $0) } ?? "nothing"
            let reason = "the scope differs: \"\(one)\" and \"\(other)\""
            let isPlain = left != nil && right != nil && pair.changedContent <= 2
            return isPlain || isExclusive(left, right, pair) ? .veto(reason) : .abstain(reason)
        }
        return .pass
    }

    /// Whether one text, otherwise the same, leaves something out that the other has.
    private func isExclusive(_ left: Token?, _ right: Token?, _ pair: PromptPair) -> Bool {
        guard pair.changedContent <= 1, left == nil || right == nil else { return false }
        let token = left ?? right
        return token.map { Self.exclusions.contains($0.word) || Self.exclusions.contains($0.stem) } ?? false
    }

    private static let exclusions = Set(
        ["only", "except", "excluding", "unless", "只", "仅", "只有", "除了", "仅仅"].map { Word($0) })

    private func sharesMember(_ left: Token, _ right: Token, _ category: Lexicon.Class, _ pair: PromptPair) -> Bool {
        let others = pair.right.entry(of: right)?.senses ?? []
        return pair.left.entry(of: left)?.senses.contains { $0.category == category && others.contains($0) } ?? false
    }

    /// The first token of a class; 只 after a number only counts animals and things.
    private func token(of category: Lexicon.Class, _ positions: [Int], _ text: PromptText) -> Token? {
        let position = positions.first { position in
            let isCounted = position > 0 && text.tokens[position - 1].number != nil
            if isCounted, text.tokens[position].kind == .han { return false }
            return text.entry(of: text.tokens[position])?.senses.contains { $0.category == category } ?? false
        }
        return position.map { text.tokens[$0] }
    }
}
