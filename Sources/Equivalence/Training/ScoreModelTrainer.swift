import CacheCore
import Foundation

/// A pair of prompts with the evidence about it and the truth.
public struct LabelledPair: Sendable {
    public let features: [Float]
    /// Whether a guard forbids it; such pairs are never served, so they neither train the score nor count as labels.
    public let isVetoed: Bool
    public let isSame: Bool
    public let weight: Float
    /// Pairs that belong together (made from one template, about one question) share a group, and are never divided
    /// between training and calibration.
    public let group: String

    public init(features: [Float], isVetoed: Bool, isSame: Bool, weight: Float = 1, group: String) {
        self.features = features
        self.isVetoed = isVetoed
        self.isSame = isSame
        self.weight = weight
        self.group = group
    }
}

/// Trains the artefact: trees on all pairs; calibration and risk table on scores that the pairs get from trees which
/// never saw their group (cross-fitting in five folds).
public struct ScoreModelTrainer {
    static let foldCount = 5

    public init() {}

    /// - Parameters:
    ///   - pairs: what the trees learn from.
    ///   - promised: for each pair whether it stands for the traffic that the risk is promised for; nil when all do.
    public func train(
        _ pairs: [LabelledPair], promised: [Bool]? = nil, fingerprint: EmbeddingFingerprint
    ) -> ScoreModel {
        let trainer = BoostedTreesTrainer(directions: PairFeatures.directions)
        let learnt = pairs.indices.filter { !pairs[$0].isVetoed }
        var labels: [(margin: Float, position: Int)] = []
        for fold in 0..<Self.foldCount {
            let held = learnt.filter { Self.fold(of: pairs[$0].group) == fold }
            let others = learnt.filter { Self.fold(of: pairs[$0].group) != fold }
            let trees = trainer.train(others.map { example(pairs[$0]) })
            labels += held.map { (trees.margin(pairs[$0].features), $0) }
        }
        let calibration = ScoreModel.Calibration(
            labels.map { (margin: $0.margin, isSame: pairs[$0.position].isSame, weight: pairs[$0.position].weight) })
        let risks = RiskTable(
            labels.filter { promised?[$0.position] ?? true }.map {
                (score: calibration.probability(margin: $0.margin), isSame: pairs[$0.position].isSame)
            })
        return ScoreModel(
            fingerprint: fingerprint, trees: trainer.train(learnt.map { example(pairs[$0]) }),
            calibration: calibration, risks: risks)
    }

    private func example(_ pair: LabelledPair) -> BoostedTreesTrainer.Example {
        BoostedTreesTrainer.Example(features: pair.features, isPositive: pair.isSame, weight: pair.weight)
    }

    /// FNV-1a, so that it is the same everywhere and always.
    static func fold(of group: String) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in group.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return Int(hash % UInt64(foldCount))
    }
}

extension ScoreModel.Calibration {
    /// Fits slope and intercept by Newton's method on the logistic loss.
    init(_ labels: [(margin: Float, isSame: Bool, weight: Float)]) {
        var slope = 1.0
        var intercept = 0.0
        for _ in 0..<20 {
            var gradient = (slope: 0.0, intercept: 0.0)
            var curvature = (slope: 1e-6, both: 0.0, intercept: 1e-6)
            for label in labels {
                let margin = Double(label.margin)
                let weight = Double(label.weight)
                let probability = 1 / (1 + exp(-(slope * margin + intercept)))
                let error = ((label.isSame ? 1 : 0) - probability) * weight
                let spread = probability * (1 - probability) * weight
                gradient.slope += error * margin
                gradient.intercept += error
                curvature.slope += spread * margin * margin
                curvature.both += spread * margin
                curvature.intercept += spread
            }
            let determinant = curvature.slope * curvature.intercept - curvature.both * curvature.both
            guard determinant > 1e-12 else { break }
            slope += (curvature.intercept * gradient.slope - curvature.both * gradient.intercept) / determinant
            intercept += (curvature.slope * gradient.intercept - curvature.both * gradient.slope) / determinant
        }
        self.init(slope: Float(max(slope, 0.05)), intercept: Float(intercept))
    }
}
