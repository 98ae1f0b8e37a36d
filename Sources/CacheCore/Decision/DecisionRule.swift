/// When a candidate may be served for another prompt.
public enum DecisionRule: Sendable, Equatable {
    /// When no guard objects and the judge's score keeps the share of wrong answers among those served within
    /// `risk`.
    case judged(risk: Double)
    /// When the cosine alone is high enough, as in the original ModelCache; longer texts have a threshold of their
    /// own. No guard is asked: "cancel order 4711" may be answered for "cancel order 4712".
    case similarity(threshold: Float, longThreshold: Float)

    /// Characters above which a text is long to the `similarity` rule.
    public static let longTextLength = 256

    /// The lowest similarity or score that is served; nil when no promise can be made.
    func threshold(for prompt: String, judge: (any Judge)?) -> Float? {
        switch self {
        case .judged(let risk): judge?.threshold(risk: risk)
        case .similarity(let threshold, let longThreshold):
            prompt.unicodeScalars.count > Self.longTextLength ? longThreshold : threshold
        }
    }
}
