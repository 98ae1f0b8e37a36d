import CacheCore

/// What a second stage should know of two texts that are conversations (`ConversationText`): a verdict on those means less than
/// one on single prompts, and the same last message says little where what was said before it differs.
struct ConversationFeatures {
    /// As `PairFeatures`: the name, and whether more is better.
    static let definitions: [(name: String, direction: Int)] = [("earlier_turns", 0), ("same_message", 0)]

    let values: [Float]

    init(_ pair: PromptPair) {
        let (left, right) = (Conversation(pair.left.bytes), Conversation(pair.right.bytes))
        let isSame = left.message.elementsEqual(right.message)
        values = [Float(max(left.turnCount, right.turnCount)), isSame ? 1 : 0]
    }

    private struct Conversation {
        var turnCount = 0
        let message: ArraySlice<UInt8>

        init(_ text: [UInt8]) {
            var messageEnd = text.count
            for position in text.indices where text[position] == UInt8(ascii: "\n") {
                let rest = text[position...]
                guard ConversationText.turnMarks.contains(where: rest.starts) else { continue }
                turnCount += 1
                messageEnd = min(messageEnd, position)
            }
            message = text[..<messageEnd]
        }
    }
}
