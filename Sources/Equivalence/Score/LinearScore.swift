/// A weighted sum of features: what is left of a logistic regression once it is fitted.
struct LinearScore: Sendable, Equatable {
    var bias: Float = 0
    var weights: [Float] = []

    /// The logarithm of the odds.
    func margin(_ features: [Float]) -> Float {
        zip(features, weights).reduce(bias) { $0 + $1.0 * $1.1 }
    }
}
