/// The same things in other places: from A to B and from B to A, A into B and B into A, who did what to whom.
public struct OrderGuard: Guard {
    public let name = "order"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding { .pass }
}
