/// Names that the lexicon does not know, told by their capitals: one text speaks of Alice, the other of Bob.
///
/// Capitals tell nothing at the start of a sentence or where every word has one. An abbreviation or an inflection of
/// the other's name is no other name.
public struct NameGuard: Guard {
    public let name = "name"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        guard pair.left.hasMeaningfulCapitals, pair.right.hasMeaningfulCapitals else { return .pass }
        guard let left = names(pair.leftOnly, pair.left).first, let right = names(pair.rightOnly, pair.right).first
        else {
            return .pass
        }
        let senses = pair.left.entry(of: left)?.senses ?? []
        if let others = pair.right.entry(of: right)?.senses, senses.contains(where: others.contains) { return .pass }
        let one = pair.left.spelling(of: left)
        let other = pair.right.spelling(of: right)
        if isShort(one, for: other, in: pair.right) || isShort(other, for: one, in: pair.left) { return .pass }
        return .veto("\"\(one)\" and \"\(other)\" are different names")
    }

    private func names(_ positions: [Int], _ text: PromptText) -> [Token] {
        positions.map { text.tokens[$0] }.filter { token in
            guard token.kind == .word, token.isName, token.word != .i else { return false }
            guard let entry = text.entry(of: token) else { return true }
            return !entry.roles.contains(.function)
                && !entry.senses.contains { $0.category == .currency || $0.category == .unit }
        }
    }

    /// Whether a name abbreviates another one, or the initials of the words about it.
    private func isShort(_ name: String, for other: String, in text: PromptText) -> Bool {
        if other.hasPrefix(name) || other.contains(name) { return true }
        let letters = Array(name.utf8)
        guard letters.count <= 5 else { return false }
        let initials = text.tokens.filter { $0.kind == .word }.map { text.bytes[Int($0.start)] }
        return initials.indices.contains { initials[$0...].starts(with: letters) }
    }
}

extension Word {
    static let i = Word("i")
}
