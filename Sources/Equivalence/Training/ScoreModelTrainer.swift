import CacheCore
import Foundation

/// A pair of prompts with the evidence about it and the truth.
public struct LabelledPair: Sendable {
    /// A pair that a guard forbids neither trains the first stage's score nor counts as a label: without a verifier it is
    /// never served.
    public let evidence: PairEvidence
    public let isSame: Bool
    public let weight: Float
    /// Whether the risks are promised for pairs like this one; the others only train the score.
    public let countsForRisk: Bool
    /// Pairs that belong together (made from one template, about one question) share a group, and are never divided
    /// between training and calibration.
    public let group: String

    public init(
        _ evidence: PairEvidence, isSame: Bool, weight: Float = 1, countsForRisk: Bool = true, group: String
    ) {
        self.evidence = evidence
        self.isSame = isSame
        self.weight = weight
        self.countsForRisk = countsForRisk
        self.group = group
    }
}

/// Trains the artefact: trees on all pairs; calibration and risk table on scores that the pairs get from trees which
/// never saw their group (cross-fitting in five folds).
public struct ScoreModelTrainer {
    public init() {}

    public func train(_ pairs: [LabelledPair], fingerprint: EmbeddingFingerprint) -> ScoreModel {
        let learnt = pairs.filter { $0.evidence.veto == nil }
        let folds = learnt.map { CrossFitting.fold(of: $0.group) }
        let metrics = (0..<CrossFitting.foldCount).map { fold in
            WeightedSimilarityTrainer().train(zip(learnt, folds).filter { $1 != fold }.map(\.0))
        }
        let examples = zip(learnt, folds).map { pair, fold in
            BoostedTreesTrainer.Example(
                features: pair.evidence.features + [metrics[fold].value(pair.evidence.products)],
                isPositive: pair.isSame, weight: pair.weight)
        }
        let trainer = BoostedTreesTrainer(directions: PairFeatures.directions)
        let margins = CrossFitting.margins(examples, groups: learnt.map(\.group)) { trainer.train($0).margin }
        let calibration = ScoreModel.Calibration(
            zip(margins, learnt).filter(\.1.countsForRisk).map { (margin: $0, isSame: $1.isSame, weight: $1.weight) })
        let labels = zip(margins, learnt).filter(\.1.countsForRisk).map { margin, pair in
            (score: calibration.probability(margin: margin), isSame: pair.isSame)
        }
        return ScoreModel(
            fingerprint: fingerprint, metric: WeightedSimilarityTrainer().train(learnt),
            trees: trainer.train(examples), calibration: calibration, risks: RiskTable(labels),
            lookupRisks: RiskTable(labels, basis: .lookups))
    }
}
