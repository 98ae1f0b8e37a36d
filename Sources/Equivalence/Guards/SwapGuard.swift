/// Another member of the same class: Python for Java, Paris for London, kilograms for pounds, Monday for Tuesday.
///
/// Both texts must name a member that the other does not, wherever they stand.
public struct SwapGuard: Guard {
    public let name = "swap"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        for left in pair.leftOnly {
            let senses = Self.senses(at: left, in: pair.left)
            guard !senses.isEmpty else { continue }
            for right in pair.rightOnly {
                guard let category = Self.conflict(senses, Self.senses(at: right, in: pair.right)) else { continue }
                let one = pair.left.spelling(of: pair.left.tokens[left])
                let other = pair.right.spelling(of: pair.right.tokens[right])
                return .veto("\"\(one)\" and \"\(other)\" are different things (\(category))")
            }
        }
        return .pass
    }

    /// A single Chinese character is a unit only after a number: 年 is a part of many words.
    private static func senses(at position: Int, in text: PromptText) -> [Lexicon.Sense] {
        let token = text.tokens[position]
        guard let senses = text.entry(of: token)?.senses, !senses.isEmpty else { return [] }
        guard token.kind == .han, token.end - token.start == 3, senses[0].category == .unit else { return senses }
        return position > 0 && text.tokens[position - 1].number != nil ? senses : []
    }

    /// The class of which the words name different members; nil if they share a member of any class.
    private static func conflict(_ senses: [Lexicon.Sense], _ others: [Lexicon.Sense]) -> Lexicon.Class? {
        guard !senses.contains(where: others.contains) else { return nil }
        for sense in senses where !sense.category.hasGuardOfItsOwn {
            if others.contains(where: { $0.category == sense.category }) { return sense.category }
        }
        return nil
    }
}

extension Lexicon.Class {
    var hasGuardOfItsOwn: Bool {
        switch self {
        case .referent, .question, .opening, .outputFormat, .outputLength, .audience, .quantifier, .superlative, .bound,
            .direction, .ordinal, .relationVerb, .relativeDay:
            true
        default: false
        }
    }
}
