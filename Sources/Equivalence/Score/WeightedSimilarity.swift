/// A similarity that weighs each component of the vectors by what labelled pairs taught about it.
///
/// The cosine counts all components alike; some of them tell topics apart, which two near prompts share anyway, others
/// tell what is asked about the topic. One weight a component is fitted by logistic regression on the pairwise products.
struct WeightedSimilarity: Sendable, Equatable {
    var bias: Float = 0
    /// One a component.
    var weights: [Float] = []

    /// - Parameter products: the components of two unit vectors, multiplied pairwise.
    func value(_ products: [Float]) -> Float {
        var value = bias
        for (product, weight) in zip(products, weights) { value += product * weight }
        return value
    }
}
