/// The evidence about two prompts, as numbers for the trees.
///
/// All of it is symmetric: asking with either text first gives the same score. Content words count one, words that only
/// carry the sentence a quarter.
struct PairFeatures {
    /// In the order of `values`; the artefact holds them, so that it is never used with others.
    static let names = definitions.map(\.name) + ["weighted_similarity"]
    /// For each feature 1 where more is never worse, -1 where more is never better, else 0.
    static let directions = directionsOfTexts + [1]
    /// Those that do not depend on a trained model.
    static let ofTexts = definitions.map(\.name)
    static let directionsOfTexts = definitions.map(\.direction)

    /// How much differs has no direction: where one word differs, the texts are more often opposites than where several do.
    private static let definitions: [(name: String, direction: Int)] = [
        ("similarity", 1), ("shared_words", 0), ("shared_trigrams", 0), ("smaller_difference", 0),
        ("larger_difference", 0), ("difference", 0), ("replaced", 0), ("inserted", 0), ("moved", 0),
        ("longest_slot", 0), ("names", -1), ("numbers", -1), ("length_ratio", 0), ("shorter_length", 0),
        ("han", 0), ("same_start", 0), ("same_end", 0), ("longest_difference", 0), ("function_difference", 0),
        ("doubts", -1),
    ]

    let values: [Float]

    /// - Parameter doubtCount: how many guards had doubts.
    init(_ pair: PromptPair, similarity: Float, doubtCount: Int) {
        let difference = TextDifference(pair)
        let lengths = (Float(pair.left.tokens.count), Float(pair.right.tokens.count))
        let longer = max(lengths.0, lengths.1, 1)
        values = [
            similarity, difference.sharedShare,
            Trigrams.shared(pair.left.bytes, pair.right.bytes),
            min(difference.left, difference.right), max(difference.left, difference.right),
            difference.left + difference.right, difference.replaced, difference.inserted,
            difference.moved, difference.longestSlot, difference.names, difference.numbers,
            min(lengths.0, lengths.1) / longer, min(lengths.0, lengths.1),
            difference.hanShare,
            pair.left.tokens.first?.stem == pair.right.tokens.first?.stem ? 1 : 0,
            pair.left.tokens.last?.stem == pair.right.tokens.last?.stem ? 1 : 0,
            difference.longestWord, difference.functionWords, Float(doubtCount),
        ]
    }
}

/// The differing words of a pair, weighed and counted.
private struct TextDifference {
    static let functionWeight: Float = 0.25

    /// Weights of the words that only one text has.
    var left: Float = 0
    var right: Float = 0
    var sharedShare: Float = 0
    var functionWords: Float = 0
    var names: Float = 0
    var numbers: Float = 0
    /// Bytes of the longest differing word.
    var longestWord: Float = 0
    /// Places where one text has other words than the other, and where it has more.
    var replaced: Float = 0
    var inserted: Float = 0
    var longestSlot: Float = 0
    /// Words that both texts have, in another order.
    var moved: Float = 0
    /// The share of Chinese words.
    var hanShare: Float = 0

    init(_ pair: PromptPair) {
        left = weigh(pair.leftOnly, of: pair.left, in: pair)
        right = weigh(pair.rightOnly, of: pair.right, in: pair)
        var all: Float = 0
        var han: Float = 0
        for text in [pair.left, pair.right] {
            for token in text.tokens {
                all += PromptText.isContent(token) ? 1 : Self.functionWeight
                if token.kind == .han { han += 1 }
            }
        }
        sharedShare = all == 0 ? 1 : max(0, 1 - (left + right) / all)
        hanShare = han / Float(max(1, pair.left.tokens.count + pair.right.tokens.count))
        var slotTokens = 0
        for slot in pair.slots {
            if slot.left.isEmpty || slot.right.isEmpty { inserted += 1 } else { replaced += 1 }
            longestSlot = max(longestSlot, Float(max(slot.left.count, slot.right.count)))
            slotTokens += slot.left.count + slot.right.count
        }
        moved = Float(max(0, slotTokens - pair.leftOnly.count - pair.rightOnly.count)) / 2
    }

    private mutating func weigh(_ positions: [Int], of text: PromptText, in pair: PromptPair) -> Float {
        var weight: Float = 0
        for position in positions {
            let token = text.tokens[position]
            let isContent = PromptText.isContent(token)
            weight += isContent ? 1 : Self.functionWeight
            if !isContent { functionWords += 1 }
            if token.isName { names += 1 }
            if token.number != nil { numbers += 1 }
            if isContent { longestWord = max(longestWord, Float(token.range.count)) }
        }
        return weight
    }
}

/// Runs of three bytes: what two texts have in common however their words are cut.
private enum Trigrams {
    /// The share of common runs among all, counted as often as they occur (Jaccard); 1 for two texts that have none.
    static func shared(_ left: [UInt8], _ right: [UInt8]) -> Float {
        let (lefts, rights) = (sorted(left), sorted(right))
        guard !lefts.isEmpty || !rights.isEmpty else { return 1 }
        var (position, other, common) = (0, 0, 0)
        while position < lefts.count, other < rights.count {
            if lefts[position] == rights[other] {
                common += 1
                position += 1
                other += 1
            } else if lefts[position] < rights[other] {
                position += 1
            } else {
                other += 1
            }
        }
        return Float(common) / Float(lefts.count + rights.count - common)
    }

    private static func sorted(_ bytes: [UInt8]) -> [UInt32] {
        guard bytes.count > 2 else { return [] }
        return (0..<bytes.count - 2).map { position in
            UInt32(bytes[position]) << 16 | UInt32(bytes[position + 1]) << 8 | UInt32(bytes[position + 2])
        }.sorted()
    }
}
