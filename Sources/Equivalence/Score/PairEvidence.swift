import CacheCore

/// Everything that is known about two prompts before a score model looks at it.
public struct PairEvidence: Sendable {
    /// In the order of the trained features.
    public let features: [Float]
    public let veto: Veto?
    /// The guards that had doubts and did not forbid, with their reasons.
    public let doubts: [Veto]

    /// - Parameter similarity: the cosine of the two prompts.
    public init(_ first: String, _ second: String, similarity: Float, guards: Guards = .standard) {
        self.init(PromptPair(PromptText(first), PromptText(second)), similarity: similarity, guards: guards)
    }

    init(_ pair: PromptPair, similarity: Float, guards: Guards) {
        features = PairFeatures(pair, similarity: similarity).values
        let examination = guards.examine(pair)
        veto = examination.veto
        doubts = examination.doubts
    }

    /// The features by name.
    public var named: [Evidence] {
        zip(PairFeatures.names, features).map { Evidence(name: $0, value: $1) }
    }
}
