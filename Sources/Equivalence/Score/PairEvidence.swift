import CacheCore

/// Everything that is known about two prompts before a score model looks at it.
public struct PairEvidence: Sendable {
    /// What the trees see, except for the weighted similarity.
    let features: [Float]
    /// What a second stage sees besides.
    let conversation: ConversationFeatures
    /// The components of the two vectors, multiplied pairwise: their sum is the similarity.
    let products: [Float]
    /// The cosine of the two prompts.
    public let similarity: Float
    public let veto: Veto?
    /// The guards that had doubts and did not forbid, with their reasons.
    public let doubts: [Veto]
    /// A verifier's verdict, if one was asked: the logarithm of the odds, not calibrated.
    public var verdict: Float?

    public init(_ first: EmbeddedText, _ second: EmbeddedText, guards: Guards = .standard) {
        self.init(
            PromptPair(PromptText(first.text), PromptText(second.text)), vectors: (first.vector, second.vector),
            guards: guards)
    }

    init(_ pair: PromptPair, vectors: ([Float], [Float]), guards: Guards) {
        conversation = ConversationFeatures(pair)
        products = zip(vectors.0, vectors.1).map { $0 * $1 }
        similarity = products.reduce(0, +)
        let examination = guards.examine(pair)
        veto = examination.veto.map { Veto(guardName: $0.guardName, reason: $0.reason) }
        doubts = examination.abstentions.map { Veto(guardName: $0.guardName, reason: $0.reason) }
        features = PairFeatures(pair, similarity: similarity, doubtCount: doubts.count).values
    }

    /// The features by name.
    public var named: [Evidence] {
        zip(PairFeatures.ofTexts, features).map { Evidence(name: $0, value: $1) }
    }
}
