/// Another member of the same class: Python for Java, Paris for London, kilograms for pounds, Monday for Tuesday.
///
/// Both texts must name a member that the other does not, wherever they stand.
public struct SwapGuard: Guard {
    public let name = "swap"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        for left in pair.leftOnly {
            guard let senses = pair.left.entry(of: pair.left.tokens[left])?.senses, !senses.isEmpty else { continue }
            for right in pair.rightOnly {
                guard let others = pair.right.entry(of: pair.right.tokens[right])?.senses, !others.isEmpty,
                    let category = Self.conflict(senses, others)
                else { continue }
                let one = pair.left.spelling(of: pair.left.tokens[left])
                let other = pair.right.spelling(of: pair.right.tokens[right])
                return .veto("\"\(one)\" and \"\(other)\" are different things (\(category))")
            }
        }
        return .pass
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
        case .referent, .question, .outputFormat, .outputLength, .audience, .quantifier, .superlative, .bound,
            .direction, .ordinal, .relationVerb, .relativeDay:
            true
        default: false
        }
    }
}
