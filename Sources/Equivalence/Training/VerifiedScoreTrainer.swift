import CacheCore

/// Teaches a score model to weigh a verifier's verdicts.
///
/// The pairs must come from families that neither the score model nor the verifier was trained on: both are surer of what they
/// have seen. The promise rests on scores that each pair got from trees which never saw its family, the sure pairs of the first
/// stage among them, just as a lookup would meet them.
public struct VerifiedScoreTrainer {
    /// The first stage is sure where it promises this risk by itself.
    static let sureRisk = 0.005

    public init() {}

    /// The model with a second stage.
    ///
    /// - Parameters:
    ///   - pairs: with verdicts; those without are left out.
    ///   - verifier: the fingerprint of the verifier that gave them.
    public func train(_ pairs: [LabelledPair], for model: ScoreModel, verifier: String) -> ScoreModel {
        let sure = model.threshold(risk: Self.sureRisk, basis: .hits) ?? .infinity
        var labels: [(score: Float, isSame: Bool)] = []
        var examples: [BoostedTreesTrainer.Example] = []
        var groups: [String] = []
        for pair in pairs where !PromptJudge.isForbidden(pair.evidence) {
            let margin = model.margin(pair.evidence)
            let score = model.calibration.probability(margin: margin)
            if PromptJudge.isSure(pair.evidence, score: score, from: sure) {
                labels.append((score, pair.isSame))
            } else if let verdict = pair.evidence.verdict {
                examples.append(
                    BoostedTreesTrainer.Example(
                        features: VerifiedScore.features(pair.evidence, margin: margin, verdict: verdict),
                        isPositive: pair.isSame, weight: 1))
                groups.append(pair.group)
            }
        }
        let margins = CrossFitting.margins(examples, groups: groups) { examples in
            Self.trainer.train(examples).margin
        }
        let calibration = ScoreModel.Calibration(
            zip(margins, examples).map { (margin: $0, isSame: $1.isPositive, weight: 1) })
        labels += zip(margins, examples).map {
            (VerifiedScore.score(margin: $0, calibration, below: sure), $1.isPositive)
        }
        var verified = model
        verified.verified = VerifiedScore(
            verifier: verifier, sure: sure, trees: Self.trainer.train(examples), calibration: calibration,
            risks: RiskTable(labels), lookupRisks: RiskTable(labels, basis: .lookups))
        return verified
    }

    private static var trainer: BoostedTreesTrainer {
        var trainer = BoostedTreesTrainer(directions: VerifiedScore.directions)
        trainer.options.rounds = 300
        trainer.options.leaves = 8
        trainer.options.learningRate = 0.05
        trainer.options.minimumWeight = 2
        return trainer
    }
}
