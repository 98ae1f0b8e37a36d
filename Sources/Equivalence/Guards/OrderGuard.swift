/// The same things in other places: from A to B and from B to A, A into B and B into A, who did what to whom.
///
/// Both texts must hold the pivot (a preposition of direction, a comparison, a verb that one does to another). If a word
/// that stood before it now stands after it, and another one the other way, the arguments have changed places. A passive
/// ("bitten by") turns them round as well, so texts that differ in voice are left alone.
public struct OrderGuard: Guard {
    public let name = "order"
    public init() {}

    /// How many words on each side of a pivot are taken for its arguments.
    private static let reach = 4

    public func examine(_ pair: PromptPair) -> Finding {
        guard pair.slots.count > 1, pair.changedContent <= 4, !isSymmetric(pair.left), !isSymmetric(pair.right),
            !differInVoice(pair)
        else { return .pass }
        let finding = turn(in: pair)
        guard case .pass = finding else { return finding }
        return turn(in: pair.swapped)
    }

    /// Looks from the pivots of the first text.
    private func turn(in pair: PromptPair) -> Finding {
        for (position, token) in pair.left.tokens.enumerated() {
            guard let pivot = pair.left.entry(of: token)?.senses.first(where: { $0.category.isPivot }) else { continue }
            let counterparts = pair.right.tokens.indices.filter { other in
                pair.right.entry(of: pair.right.tokens[other])?.senses.contains(pivot) ?? false
            }
            guard counterparts.count == 1, let counterpart = counterparts.first else { continue }
            if let crossed = crossing(position, counterpart, pair) {
                let word = pair.left.spelling(of: token)
                return .veto("\"\(crossed.0)\" and \"\(crossed.1)\" change places round \"\(word)\"")
            }
        }
        return .pass
    }

    /// A word that moves from before the pivot to after it, and one that moves the other way.
    private func crossing(_ left: Int, _ right: Int, _ pair: PromptPair) -> (String, String)? {
        let (leftBefore, leftAfter) = arguments(about: left, of: pair.left)
        let (rightBefore, rightAfter) = arguments(about: right, of: pair.right)
        let forward = leftBefore.first { token in rightAfter.contains { $0.stem == token.stem } }
        let backward = leftAfter.first { token in rightBefore.contains { $0.stem == token.stem } }
        guard let forward, let backward, forward.stem != backward.stem else { return nil }
        return (pair.left.spelling(of: forward), pair.left.spelling(of: backward))
    }

    private func arguments(about pivot: Int, of text: PromptText) -> (before: [Token], after: [Token]) {
        let before = text.tokens[..<pivot].filter(Self.isArgument).suffix(Self.reach)
        let after = text.tokens[(pivot + 1)...].filter(Self.isArgument).prefix(Self.reach)
        return (Array(before), Array(after))
    }

    private static func isArgument(_ token: Token) -> Bool {
        PromptText.isContent(token) || pronouns.contains(token.word)
    }

    /// Pronouns that have no cases, so that they are the same word before and after a verb.
    private static let pronouns = Set(["我", "你", "他", "她", "它", "我们", "你们", "他们"].map { Word($0) })

    /// Whether the text asks for a distance or a difference, which is the same in both directions.
    private func isSymmetric(_ text: PromptText) -> Bool {
        text.tokens.contains { Self.symmetric.contains($0.word) || Self.symmetric.contains($0.stem) }
    }

    private static let symmetric = Set(
        [
            "far", "how far", "distance", "different", "difference", "differ", "compare", "compared", "similar", "距离",
            "不同", "区别",
        ]
        .map { Word($0) })

    private func differInVoice(_ pair: PromptPair) -> Bool { isPassive(pair.left) != isPassive(pair.right) }

    private func isPassive(_ text: PromptText) -> Bool {
        text.tokens.contains { $0.word == .by || $0.word == .passive }
    }
}

extension Lexicon.Class {
    fileprivate var isPivot: Bool { self == .direction || self == .relationVerb }
}

extension Word {
    fileprivate static let by = Word("by")
    fileprivate static let passive = Word("被")
}
