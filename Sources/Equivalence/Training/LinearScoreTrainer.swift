import Foundation

/// Fits a logistic regression with a small quadratic penalty on standardised features, by Newton's method (iteratively reweighted
/// least squares). For few features; the same examples give the same weights.
struct LinearScoreTrainer {
    var penalty = 1.0
    private static let rounds = 25

    func train(_ examples: [BoostedTreesTrainer.Example]) -> LinearScore {
        guard let count = examples.first?.features.count else { return LinearScore() }
        let (means, deviations) = moments(examples, count: count)
        // The last component is the bias.
        let rows = examples.map { example in
            (0..<count).map { (Double(example.features[$0]) - means[$0]) / deviations[$0] } + [1]
        }
        var weights = [Double](repeating: 0, count: count + 1)
        for _ in 0..<Self.rounds {
            var gradient = weights.map { -penalty * $0 }
            gradient[count] = 0
            var curvature = (0...count).map { row in (0...count).map { $0 == row ? penalty : 0 } }
            for (row, example) in zip(rows, examples) {
                let margin = zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 }
                let probability = 1 / (1 + exp(-margin))
                let weight = Double(example.weight)
                let error = ((example.isPositive ? 1 : 0) - probability) * weight
                let spread = max(probability * (1 - probability), 1e-4) * weight
                for i in 0...count {
                    gradient[i] += error * row[i]
                    for j in 0...i { curvature[i][j] += spread * row[i] * row[j] }
                }
            }
            let step = Self.solve(curvature, gradient)
            for i in 0...count { weights[i] += step[i] }
            if step.allSatisfy({ abs($0) < 1e-6 }) { break }
        }
        let scaled = (0..<count).map { weights[$0] / deviations[$0] }
        let bias = weights[count] - zip(scaled, means).reduce(0) { $0 + $1.0 * $1.1 }
        return LinearScore(bias: Float(bias), weights: scaled.map { Float($0) })
    }

    private func moments(_ examples: [BoostedTreesTrainer.Example], count: Int) -> ([Double], [Double]) {
        let total = Double(examples.count)
        let means = (0..<count).map { feature in
            examples.reduce(0) { $0 + Double($1.features[feature]) } / total
        }
        let deviations = (0..<count).map { feature in
            let variance = examples.reduce(0) { $0 + pow(Double($1.features[feature]) - means[feature], 2) } / total
            return max(variance.squareRoot(), 1e-6)
        }
        return (means, deviations)
    }

    /// Solves a symmetric positive definite system, whose lower triangle is given, by Cholesky's decomposition.
    private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        let count = right.count
        var lower = matrix
        for i in 0..<count {
            for j in 0...i {
                let sum = (0..<j).reduce(matrix[i][j]) { $0 - lower[i][$1] * lower[j][$1] }
                lower[i][j] = i == j ? max(sum, 1e-12).squareRoot() : sum / lower[j][j]
            }
        }
        var solution = right
        for i in 0..<count {
            solution[i] = (0..<i).reduce(solution[i]) { $0 - lower[i][$1] * solution[$1] } / lower[i][i]
        }
        for i in (0..<count).reversed() {
            solution[i] = (i + 1..<count).reduce(solution[i]) { $0 - lower[$1][i] * solution[$1] } / lower[i][i]
        }
        return solution
    }
}
