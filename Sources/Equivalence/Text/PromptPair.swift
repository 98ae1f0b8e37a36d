/// Two texts and their difference.
public struct PromptPair: Sendable {
    /// A place at which one text has other tokens than the other; one side may be empty.
    public struct Slot: Sendable {
        public let left: Range<Int>
        public let right: Range<Int>
    }

    public let left: PromptText
    public let right: PromptText
    /// Positions of the tokens that the other text does not hold (as often), in order.
    public let leftOnly: [Int]
    public let rightOnly: [Int]
    /// The places at which the texts differ, in order.
    public let slots: [Slot]

    /// Compares two texts. Takes time in proportion to the product of their lengths up to about a thousand tokens each;
    /// the middle of longer texts is one slot.
    public init(_ left: PromptText, _ right: PromptText) {
        self.left = left
        self.right = right
        let alignment = Alignment(left, right)
        slots = alignment.slots
        (leftOnly, rightOnly) = alignment.unshared()
    }

    /// Whether a token is worth a thought: neither an auxiliary nor another word that only carries the sentence.
    func isContent(_ token: Token, of text: PromptText) -> Bool {
        guard let entry = text.entry(of: token) else { return true }
        return !entry.roles.contains(.function)
    }
}
