/// Two prompts, and whether the answer of one is an answer to the other.
public struct LabelledPrompts: Sendable, Equatable {
    public var first: String
    public var second: String
    public var isSame: Bool
    /// What kind of pair it is: `negation`, `near_repeat`; the report has a line for each.
    public var category: String
    /// The set it comes from.
    public var set: String
    /// Pairs with one group were made from one template or are about one question; they are kept together when pairs are
    /// divided.
    public var group: String
    /// Whether a lookup of one can find the other at all: what surrounds them is not kept apart by a wall.
    public var canMeet = true

    /// Whether the second text says nothing that another pair of the family does not: a near repeat, or parts put together anew.
    var isMadeByRule: Bool { category.hasPrefix("near: ") || isExchanged }
    /// Whether it is one conversation's message after another's history. Such pairs teach that what stays as it was is no trap; a risk is
    /// not promised for them, for they would only dilute the traps.
    public var isExchanged: Bool { category.hasPrefix("exchanged: ") }

    public init(
        _ first: String, _ second: String, isSame: Bool, category: String = "all", set: String,
        group: String? = nil
    ) {
        self.first = first
        self.second = second
        self.isSame = isSame
        self.category = category
        self.set = set
        self.group = group ?? min(first, second)
    }
}

/// Why pairs were not read.
public struct PairFileError: Error, CustomStringConvertible {
    public let description: String
}
