/// Opposites among the differing words: on and off, buy and sell, 增加 and 减少, "happy" and "unhappy".
///
/// A negation in only one of the texts may turn an opposite back ("forgot" and "can't remember"); then it is no veto.
public struct OppositeGuard: Guard {
    public let name = "opposite"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        guard let found = Self.opposition(in: pair) else { return .pass }
        let reason = "\"\(found.left)\" and \"\(found.right)\" are opposites"
        return NegationGuard.differs(pair) ? .abstain(reason) : .veto(reason)
    }

    static func opposition(in pair: PromptPair) -> (left: String, right: String)? {
        for left in pair.leftOnly {
            let one = pair.left.tokens[left]
            for right in pair.rightOnly {
                let other = pair.right.tokens[right]
                guard !isSmall(one) || !isSmall(other) || pair.areAligned(left, right) else { continue }
                if areOpposites(one, other, pair) {
                    return (pair.left.spelling(of: one), pair.right.spelling(of: other))
                }
            }
        }
        return nil
    }

    /// Words such as "up", 大 and "in" are parts of too many phrases to count wherever they stand.
    private static func isSmall(_ token: Token) -> Bool { token.end - token.start <= 3 }

    private static func areOpposites(_ one: Token, _ other: Token, _ pair: PromptPair) -> Bool {
        let (first, second) = (pair.left.entry(of: one), pair.right.entry(of: other))
        if let first, let second, first.roles.contains(.opposable), second.roles.contains(.opposable),
            Lexicon.shared.areOpposites(first.stem, second.stem)
        {
            return true
        }
        guard one.kind == .word, other.kind == .word else { return false }
        return negates(pair.left.bytes[one.range], pair.right.bytes[other.range])
            || negates(pair.right.bytes[other.range], pair.left.bytes[one.range])
    }

    /// Whether a word is another one with a negating prefix, or -less in place of -ful.
    private static func negates(_ word: ArraySlice<UInt8>, _ root: ArraySlice<UInt8>) -> Bool {
        if root.hasSuffix("ful"), word.hasSuffix("less") { return root.dropLast(3).elementsEqual(word.dropLast(4)) }
        guard root.count >= 4, word.count > root.count, word.count - root.count <= 4 else { return false }
        let prefix = word.dropLast(root.count)
        return prefixes.contains(Word(prefix)) && word.dropFirst(prefix.count).elementsEqual(root)
    }

    private static let prefixes = Set(
        ["un", "dis", "non", "in", "im", "ir", "il", "mis", "de", "anti", "a"].map { Word($0) })
}
