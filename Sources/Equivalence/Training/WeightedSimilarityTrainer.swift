import Foundation

/// Fits the weights of a weighted similarity: logistic regression with a quadratic penalty on standardised products, by
/// gradient descent with momentum (Nesterov). The same examples give the same weights.
struct WeightedSimilarityTrainer {
    var steps = 300
    /// On standardised weights, as a share of the examples' total weight.
    var penalty: Float = 0.003

    func train(_ pairs: [LabelledPair]) -> WeightedSimilarity {
        guard let dimensions = pairs.first?.evidence.products.count, dimensions > 0 else { return WeightedSimilarity() }
        let (means, deviations) = moments(pairs, dimensions: dimensions)
        let rows = pairs.map { pair in
            zip(pair.evidence.products, zip(means, deviations)).map { ($0 - $1.0) / $1.1 }
        }
        let total = pairs.reduce(Float(0)) { $0 + $1.weight }
        var weights = [Float](repeating: 0, count: dimensions)
        var ahead = weights
        var bias: Float = 0
        // The largest curvature of the loss is at most a quarter of the largest eigenvalue, which standardised
        // components bound by their number; in practice they are nearly independent, so a fraction of it is safe.
        let rate = 4 / (Float(dimensions) * 0.1)
        for step in 0..<steps {
            var gradient = [Float](repeating: 0, count: dimensions)
            var biasGradient: Float = 0
            for (row, pair) in zip(rows, pairs) {
                let margin = bias + dot(row, ahead)
                let error = ((pair.isSame ? 1 : 0) - 1 / (1 + exp(-margin))) * pair.weight / total
                biasGradient += error
                add(error, row, to: &gradient)
            }
            let momentum = Float(step) / Float(step + 3)
            bias += biasGradient
            for component in 0..<dimensions {
                let next = ahead[component] + rate * (gradient[component] - penalty * ahead[component])
                ahead[component] = next + momentum * (next - weights[component])
                weights[component] = next
            }
        }
        var metric = WeightedSimilarity(bias: bias)
        metric.weights = zip(weights, deviations).map { $0 / $1 }
        metric.bias -= zip(metric.weights, means).reduce(0) { $0 + $1.0 * $1.1 }
        return metric
    }

    private func moments(_ pairs: [LabelledPair], dimensions: Int) -> (means: [Float], deviations: [Float]) {
        var sums = [Double](repeating: 0, count: dimensions)
        var squares = sums
        for pair in pairs {
            for (component, product) in pair.evidence.products.enumerated() {
                sums[component] += Double(product)
                squares[component] += Double(product) * Double(product)
            }
        }
        let count = Double(pairs.count)
        let means = sums.map { $0 / count }
        let deviations = zip(squares, means).map { max(($0 / count - $1 * $1).squareRoot(), 1e-6) }
        return (means.map { Float($0) }, deviations.map { Float($0) })
    }

    private func dot(_ left: [Float], _ right: [Float]) -> Float {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                var sums = SIMD8<Float>.zero
                var component = 0
                while component + 8 <= left.count {
                    sums += left.vector(at: component) * right.vector(at: component)
                    component += 8
                }
                var sum = sums.sum()
                while component < left.count {
                    sum += left[component] * right[component]
                    component += 1
                }
                return sum
            }
        }
    }

    private func add(_ factor: Float, _ row: [Float], to sum: inout [Float]) {
        for component in row.indices { sum[component] += factor * row[component] }
    }
}

extension UnsafeBufferPointer<Float> {
    fileprivate func vector(at position: Int) -> SIMD8<Float> {
        UnsafeRawPointer(baseAddress! + position).loadUnaligned(as: SIMD8<Float>.self)
    }
}
