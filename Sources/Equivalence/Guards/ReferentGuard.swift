/// Whose: "my changes" and "your changes" are not the same.
///
/// In general questions "my", "your" and "one's" mean anyone, so a veto needs texts that differ in nothing else.
public struct ReferentGuard: Guard {
    public let name = "referent"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        guard let left = referents(pair.leftOnly, pair.left), let right = referents(pair.rightOnly, pair.right) else {
            return .pass
        }
        let reason =
            "\"\(pair.left.spelling(of: left))\" and \"\(pair.right.spelling(of: right))\" refer to different things"
        return pair.leftOnly.count == 1 && pair.rightOnly.count == 1 ? .veto(reason) : .abstain(reason)
    }

    private func referents(_ positions: [Int], _ text: PromptText) -> Token? {
        positions.map { text.tokens[$0] }.first { token in
            text.entry(of: token)?.senses.contains { $0.category == .referent } ?? false
        }
    }
}
