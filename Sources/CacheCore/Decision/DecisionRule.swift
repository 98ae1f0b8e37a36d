/// When a candidate may be served for another prompt.
public enum DecisionRule: Sendable, Equatable {
    /// When no guard objects and the judge's score keeps the share of wrong answers among those served within
    /// `risk`.
    case judged(risk: Double, of: RiskBasis = .hits)
    /// When the cosine alone is high enough, as in the original ModelCache; longer texts have a threshold of their
    /// own. No guard is asked: "cancel order 4711" may be answered for "cancel order 4712".
    case similarity(threshold: Float, longThreshold: Float)

    /// Characters above which a text is long to the `similarity` rule.
    public static let longTextLength = 256
}

/// What one lookup may be served under: the tenant's rule with what was learnt, tightened where the caller wishes.
struct ServingTerms: Sendable {
    let rule: DecisionRule
    /// What the judge can promise; nil without a judge.
    let promise: RiskThreshold?
    /// The caller's own lower limit of the score.
    let minimumScore: Float?
    /// Pairs that must never be served, whatever their score.
    let rejected: Set<PairDigest>

    init(
        rule: DecisionRule, promise: RiskThreshold? = nil, minimumScore: Float? = nil, rejected: Set<PairDigest> = []
    ) {
        self.rule = rule
        self.promise = promise
        self.minimumScore = minimumScore
        self.rejected = rejected
    }

    /// The lowest similarity or score that is served for a prompt; nil when no promise can be made.
    func threshold(for prompt: String) -> Float? {
        let threshold: Float? =
            switch rule {
            case .judged: promise?.value
            case .similarity(let threshold, let longThreshold):
                prompt.unicodeScalars.count > DecisionRule.longTextLength ? longThreshold : threshold
            }
        return threshold.map { max($0, minimumScore ?? $0) }
    }
}
