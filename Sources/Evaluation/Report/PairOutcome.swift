/// A labelled pair with what each rule makes of it.
public struct PairOutcome: Sendable {
    public let pair: LabelledPrompts
    /// The cosine of the two prompts.
    public let similarity: Float
    public let score: Float
    /// The guard that forbids to serve it.
    public let guardName: String?
    /// The verifier's verdict, if it was asked.
    public let verdict: Float?

    public init(
        pair: LabelledPrompts, similarity: Float, score: Float, guardName: String?, verdict: Float? = nil
    ) {
        self.pair = pair
        self.similarity = similarity
        self.score = score
        self.guardName = guardName
        self.verdict = verdict
    }
}

/// A way to decide that a report compares.
public struct DecisionCriterion: Sendable {
    public let name: String
    /// The higher, the sooner served; nil is never served.
    public let rank: @Sendable (PairOutcome) -> Float?
    /// What is served: ranks at or above this.
    public let threshold: Float

    public init(name: String, threshold: Float, rank: @escaping @Sendable (PairOutcome) -> Float?) {
        self.name = name
        self.threshold = threshold
        self.rank = rank
    }

    public func serves(_ outcome: PairOutcome) -> Bool {
        rank(outcome).map { $0 >= threshold } ?? false
    }

    /// Guards and score.
    public static func judged(threshold: Float) -> DecisionCriterion {
        DecisionCriterion(name: "judged", threshold: threshold) { $0.guardName == nil ? $0.score : nil }
    }

    public static func cosine(_ threshold: Float, name: String? = nil) -> DecisionCriterion {
        DecisionCriterion(name: name ?? "cosine \(threshold)", threshold: threshold) { $0.similarity }
    }

    /// GPTCache's default similarity threshold is 0.8 on its own scale: cosine 0.6.
    public static let gptCacheDefault = cosine(0.6, name: "GPTCache default (cosine 0.6)")
    /// RedisVL's semantic cache serves within a cosine distance of 0.1.
    public static let redisVLDefault = cosine(0.9, name: "RedisVL default (cosine 0.9)")
}
