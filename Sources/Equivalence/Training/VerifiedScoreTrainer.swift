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
    ///   - pairs: with verdicts; those without are left out, and those on which no verdict would be asked.
    ///   - verifier: the fingerprint of the verifier that gave them.
    public func train(_ pairs: [LabelledPair], for model: ScoreModel, verifier: String) -> ScoreModel {
        let sure = model.threshold(risk: Self.sureRisk, basis: .hits) ?? .infinity
        var labels: [Label] = []
        var read: [(pair: LabelledPair, example: BoostedTreesTrainer.Example)] = []
        for pair in pairs where !PromptJudge.isForbidden(pair.evidence) {
            let margin = model.margin(pair.evidence)
            let score = model.calibration.probability(margin: margin)
            if PromptJudge.isSure(pair.evidence, score: score, from: sure) {
                if pair.countsForRisk { labels.append(Label(pair, score: score)) }
            } else if let verdict = pair.evidence.verdict, !PromptJudge.isStranger(pair.evidence, score: score) {
                let features = VerifiedScore.features(pair.evidence, margin: margin, verdict: verdict)
                read.append((pair, BoostedTreesTrainer.Example(features: features, isPositive: pair.isSame, weight: 1)))
            }
        }
        let examples = read.map(\.example)
        let margins = CrossFitting.margins(examples, groups: read.map(\.pair.group)) { examples in
            Self.trainer.train(examples).margin
        }
        let calibration = ScoreModel.Calibration(
            zip(margins, examples).map { (margin: $0, isSame: $1.isPositive, weight: 1) })
        labels += zip(margins, read).filter(\.1.pair.countsForRisk).map {
            Label($1.pair, score: VerifiedScore.score(margin: $0, calibration, below: sure))
        }
        var verified = model
        let risks = Self.risks(labels)
        verified.verified = VerifiedScore(
            verifier: verifier, sure: sure, calibration: calibration, trees: Self.trainer.train(examples),
            risks: risks.ofSinglePrompts, lookupRisks: risks.ofLookups, conversationRisks: risks.ofConversations)
        return verified
    }

    /// A score with what it should have been.
    private struct Label {
        let score: Float
        let isSame: Bool
        let isConversation: Bool

        init(_ pair: LabelledPair, score: Float) {
            self.score = score
            isSame = pair.isSame
            isConversation = pair.evidence.conversation.isConversation
        }
    }

    /// Conversations and single prompts have tables of their own where a risk is a share of the hits; of the lookups all are counted
    /// together, on one scale. Without single prompts conversations stand in for them.
    private static func risks(
        _ labels: [Label]
    ) -> (ofSinglePrompts: RiskTable, ofConversations: RiskTable?, ofLookups: RiskTable) {
        func table(_ labels: [Label]) -> RiskTable { RiskTable(labels.map { ($0.score, $0.isSame) }) }
        let conversations = labels.filter(\.isConversation)
        let areMixed = !conversations.isEmpty && conversations.count < labels.count
        let ofSinglePrompts = table(areMixed ? labels.filter { !$0.isConversation } : labels)
        let ofConversations = areMixed ? table(conversations) : nil
        let scale = ConversationScale(of: ofConversations, onto: ofSinglePrompts)
        let onOneScale = labels.map { ($0.isConversation ? scale.score($0.score) : $0.score, $0.isSame) }
        return (ofSinglePrompts, ofConversations, RiskTable(onOneScale, basis: .lookups))
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
