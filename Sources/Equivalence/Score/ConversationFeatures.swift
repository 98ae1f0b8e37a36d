import CacheCore

/// What a second stage should know of two texts that are conversations (`ConversationText`): a verdict on those means less than
/// one on single prompts, and the same last message says little where what was said before it differs.
struct ConversationFeatures {
    /// As `PairFeatures`: the name, and whether more is better.
    static let definitions: [(name: String, direction: Int)] = [("earlier_turns", 0), ("same_message", 0)]

    let values: [Float]
    /// Whether anything was said before in one of them.
    var isConversation: Bool { values[0] > 0 }

    init(_ pair: PromptPair) {
        let isSame = pair.left.message.utf8.elementsEqual(pair.right.message.utf8)
        values = [Float(max(pair.left.turnCount, pair.right.turnCount)), isSame ? 1 : 0]
    }
}
