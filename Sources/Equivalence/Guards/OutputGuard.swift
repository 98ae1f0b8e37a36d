/// What the answer shall look like: JSON or a table, one sentence or every detail.
public struct OutputGuard: Guard {
    public let name = "output"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        for category in [Lexicon.Class.outputFormat, .outputLength] {
            let left = token(of: category, pair.leftOnly, pair.left)
            let right = token(of: category, pair.rightOnly, pair.right)
            guard left != nil || right != nil else { continue }
            let one = left.map { pair.left.spelling(of: $0) } ?? "nothing"
            let other = right.map { pair.right.spelling(of: $0) } ?? "nothing"
            let reason = "the answer is wanted differently: \"\(one)\" and \"\(other)\""
            let isPlain = (left != nil && right != nil) || pair.changedContent <= 1
            return isPlain ? .veto(reason) : .abstain(reason)
        }
        return language(pair)
    }

    /// "In French", in one text only; two languages are a matter of the guard for swaps.
    private func language(_ pair: PromptPair) -> Finding {
        guard pair.changedContent <= 1 else { return .pass }
        for (positions, text) in [(pair.leftOnly, pair.left), (pair.rightOnly, pair.right)] {
            let named = positions.filter { $0 > 0 && Self.prepositions.contains(text.tokens[$0 - 1].word) }
            guard let token = token(of: .humanLanguage, named, text) else { continue }
            return .veto("only one answer is wanted in \"\(text.spelling(of: token))\"")
        }
        return .pass
    }

    private static let prepositions = Set(["in", "into", "to", "用", "以"].map { Word($0) })

    private func token(of category: Lexicon.Class, _ positions: [Int], _ text: PromptText) -> Token? {
        positions.map { text.tokens[$0] }.first { token in
            text.entry(of: token)?.senses.contains { $0.category == category } ?? false
        }
    }
}
