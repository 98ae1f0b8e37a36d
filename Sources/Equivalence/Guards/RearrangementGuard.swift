/// Long texts that hold the same words in quite another order.
///
/// Two passages about one subject share most of their words, and one vector and counts of words cannot tell them apart: passages
/// that a search has returned in another order, with another question after them, look like a rewording. People who reword a long
/// prompt keep most of its words where they were; so what has mostly been rearranged is not compared.
public struct RearrangementGuard: Guard {
    static let guardName = "rearrangement"
    public let name = RearrangementGuard.guardName
    public init() {}

    /// Shorter texts are rearranged as a whole by any rewording.
    private static let leastTokens = 40
    private static let largestShare = 0.3

    public func examine(_ pair: PromptPair) -> Finding {
        let tokens = max(pair.left.tokens.count, pair.right.tokens.count)
        guard tokens >= Self.leastTokens, Double(pair.movedCount) > Self.largestShare * Double(tokens) else {
            return .pass
        }
        return .veto("\(pair.movedCount) of \(tokens) words stand at another place, so the texts cannot be compared")
    }
}
