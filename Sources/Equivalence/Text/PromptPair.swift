/// Two texts and their difference.
public struct PromptPair: Sendable {
    /// A place at which one text has other tokens than the other; one side may be empty.
    public struct Slot: Sendable {
        public let left: Range<Int>
        public let right: Range<Int>

        var swapped: Slot { Slot(left: right, right: left) }
    }

    public private(set) var left: PromptText
    public private(set) var right: PromptText
    /// Positions of the tokens that the other text does not hold (as often), in order.
    public private(set) var leftOnly: [Int]
    public private(set) var rightOnly: [Int]
    /// How many of these tokens, in both texts, are more than auxiliaries: the measure of how far apart the texts are.
    public let changedContent: Int
    /// The places at which the texts differ, in order.
    public private(set) var slots: [Slot]

    /// Compares two texts. Takes time in proportion to the product of their lengths up to about a thousand tokens each;
    /// the middle of longer texts is one slot.
    public init(_ left: PromptText, _ right: PromptText) {
        self.left = left
        self.right = right
        // Of several alignments that are as good the same one is found whichever text comes first.
        let isSwapped = right.bytes.lexicographicallyPrecedes(left.bytes)
        let alignment = isSwapped ? Alignment(right, left) : Alignment(left, right)
        slots = isSwapped ? alignment.slots.map(\.swapped) : alignment.slots
        let unshared = alignment.unshared()
        let (lefts, rights) = isSwapped ? (unshared.right, unshared.left) : unshared
        changedContent =
            lefts.count { PromptText.isContent(left.tokens[$0]) }
            + rights.count { PromptText.isContent(right.tokens[$0]) }
        (leftOnly, rightOnly) = (lefts, rights)
    }

    /// The pair with the other text first.
    var swapped: PromptPair {
        var pair = self
        (pair.left, pair.right) = (right, left)
        (pair.leftOnly, pair.rightOnly) = (rightOnly, leftOnly)
        pair.slots = slots.map(\.swapped)
        return pair
    }

    /// How many tokens both texts hold, but not in the same order.
    var movedCount: Int {
        let unaligned = slots.reduce(0) { $0 + $1.left.count + $1.right.count }
        return max(0, unaligned - leftOnly.count - rightOnly.count) / 2
    }

    /// Whether two tokens stand for one another at the same place.
    func areAligned(_ leftPosition: Int, _ rightPosition: Int) -> Bool {
        slots.contains { $0.left.contains(leftPosition) && $0.right.contains(rightPosition) }
    }
}
