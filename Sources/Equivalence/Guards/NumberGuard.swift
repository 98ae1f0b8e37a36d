/// Numbers, times and what is counted: the numbers of both texts must be the same, as often.
///
/// "One" in words mostly means "a" and counts only against another number. Times compare with times only.
public struct NumberGuard: Guard {
    public let name = "numbers"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        let left = numbers(pair.leftOnly, pair.left)
        let right = numbers(pair.rightOnly, pair.right)
        guard !left.isEmpty || !right.isEmpty else { return .pass }
        let isVague = (left + right).allSatisfy(Self.isVague)
        if isVague, left.isEmpty || right.isEmpty { return .pass }
        let reason = "numbers differ: \(list(left, pair.left)) and \(list(right, pair.right))"
        if left.isEmpty || right.isEmpty, isRepeated(left, in: pair.right) && isRepeated(right, in: pair.left) {
            return .abstain(reason)
        }
        if left.isEmpty || right.isEmpty {
            let isIncidental = Self.isIncidental(left, pair.left) && Self.isIncidental(right, pair.right)
            return isIncidental ? .abstain(reason) : .veto(reason)
        }
        return .veto(reason)
    }

    private func numbers(_ positions: [Int], _ text: PromptText) -> [Token] {
        positions.map { text.tokens[$0] }.filter { $0.number != nil || $0.kind == .version }
    }

    /// Whether numbers that the other text lacks seldom change the answer: in words, years, and the ten of "top 10".
    private static func isIncidental(_ tokens: [Token], _ text: PromptText) -> Bool {
        tokens.allSatisfy { token in
            if token.marks.contains(.spelledOut) { return true }
            if let whole = token.number?.whole, token.kind == .number, (1990...2040).contains(whole) { return true }
            let before = text.tokens.last { $0.end <= token.start }
            return before?.word == .top
        }
    }

    private static func isVague(_ token: Token) -> Bool {
        token.marks.contains(.spelledOut) && token.number == DecimalNumber(1) && !token.marks.contains(.ordinal)
    }

    private func isRepeated(_ tokens: [Token], in text: PromptText) -> Bool {
        tokens.allSatisfy { token in text.tokens.contains { $0.stem == token.stem } }
    }

    private func list(_ tokens: [Token], _ text: PromptText) -> String {
        tokens.isEmpty ? "none" : tokens.map { text.spelling(of: $0) }.joined(separator: ", ")
    }
}

extension Word {
    static let top = Word("top")
}
