import Foundation

extension ScoreModel.Calibration {
    /// A margin with what it should have said.
    typealias Label = (margin: Float, isSame: Bool, weight: Float)

    /// Fits slope and intercept by Newton's method on the logistic loss; a step that would not lower it is halved.
    init(_ labels: [Label]) {
        var line = (slope: 1.0, intercept: 0.0)
        var loss = Self.loss(labels, line)
        for _ in 0..<30 {
            guard var step = Self.step(labels, line) else { break }
            var next = (slope: line.slope + step.slope, intercept: line.intercept + step.intercept)
            var nextLoss = Self.loss(labels, next)
            for _ in 0..<20 where !(nextLoss <= loss) {
                step = (step.slope / 2, step.intercept / 2)
                next = (line.slope + step.slope, line.intercept + step.intercept)
                nextLoss = Self.loss(labels, next)
            }
            guard nextLoss < loss else { break }
            (line, loss) = (next, nextLoss)
        }
        self.init(slope: Float(max(line.slope, 0.05)), intercept: Float(line.intercept))
    }

    /// The negative logarithm of the labels' likelihood.
    private static func loss(_ labels: [Label], _ line: (slope: Double, intercept: Double)) -> Double {
        labels.reduce(0) { sum, label in
            let margin = line.slope * Double(label.margin) + line.intercept
            let against = label.isSame ? -margin : margin
            // log(1 + e^x), which for a large x is x.
            return sum + Double(label.weight) * (against > 30 ? against : log1p(exp(against)))
        }
    }

    /// Newton's step; nil where the loss is flat.
    private static func step(
        _ labels: [Label], _ line: (slope: Double, intercept: Double)
    ) -> (slope: Double, intercept: Double)? {
        var gradient = (slope: 0.0, intercept: 0.0)
        var curvature = (slope: 1e-6, both: 0.0, intercept: 1e-6)
        for label in labels {
            let margin = Double(label.margin)
            let weight = Double(label.weight)
            let probability = 1 / (1 + exp(-(line.slope * margin + line.intercept)))
            let error = ((label.isSame ? 1 : 0) - probability) * weight
            let spread = probability * (1 - probability) * weight
            gradient.slope += error * margin
            gradient.intercept += error
            curvature.slope += spread * margin * margin
            curvature.both += spread * margin
            curvature.intercept += spread
        }
        let determinant = curvature.slope * curvature.intercept - curvature.both * curvature.both
        guard determinant > 1e-12 else { return nil }
        return (
            (curvature.intercept * gradient.slope - curvature.both * gradient.intercept) / determinant,
            (curvature.slope * gradient.intercept - curvature.both * gradient.slope) / determinant
        )
    }
}
