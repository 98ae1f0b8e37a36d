import CacheCore

/// How a verifier's verdict joins the other evidence about two prompts: the second stage of a score.
///
/// Where the first stage is sure, it stays with that. Everywhere else the verifier is asked, and its verdict is weighed beside
/// the first stage's margin, the guards' objections and what the first stage saw itself. Objections are evidence here: a guard
/// knows words, the verifier meaning, and each is wrong where the other is right. How much a verdict counts depends on the pair
/// (it is surer of short texts, and of Chinese), which is what trees can say and a weighted sum cannot: with one, what the
/// verifier gains on rewordings in other words it loses on those in nearly the same.
///
/// The trees learn from families that neither the first stage nor the verifier has seen.
public struct VerifiedScore: Sendable, Equatable {
    /// The fingerprint of the verifier whose verdicts are weighed.
    public let verifier: String
    /// The score of the first stage from which on no verifier is needed.
    let sure: Float
    let trees: BoostedTrees
    let calibration: ScoreModel.Calibration
    /// Of single prompts.
    let risks: RiskTable
    /// The same where a risk is a share of all lookups.
    let lookupRisks: RiskTable
    /// Of conversations; nil when none were among the labelled pairs.
    let conversationRisks: RiskTable?
    private let conversationScale: ConversationScale

    init(
        verifier: String, sure: Float, calibration: ScoreModel.Calibration, trees: BoostedTrees, risks: RiskTable,
        lookupRisks: RiskTable, conversationRisks: RiskTable?
    ) {
        self.verifier = verifier
        self.sure = sure
        self.trees = trees
        self.calibration = calibration
        self.risks = risks
        self.lookupRisks = lookupRisks
        self.conversationRisks = conversationRisks
        conversationScale = ConversationScale(of: conversationRisks, onto: risks)
    }

    /// In the order of `features`; the artefact holds them.
    static let names = own.map(\.name) + PairFeatures.ofTexts
    /// As `PairFeatures.directions`.
    static let directions = own.map(\.direction) + PairFeatures.directionsOfTexts

    private static let own: [(name: String, direction: Int)] =
        [("margin", 1), ("verdict", 1), ("objection", -1), ("firm_objection", -1)] + ConversationFeatures.definitions

    /// Guards that compare what stands in the text: they are hardly ever wrong.
    private static let firmGuards: Set<String> = ["numbers", "verbatim", "quotation", "negation"]

    static func features(_ evidence: PairEvidence, margin: Float, verdict: Float) -> [Float] {
        let guardName = evidence.veto?.guardName
        let isFirm = guardName.map(firmGuards.contains) ?? false
        return [margin, verdict, guardName == nil ? 0 : 1, isFirm ? 1 : 0] + evidence.conversation.values
            + evidence.features
    }

    /// What can be promised at which score.
    public var riskTable: [RiskTable.Row] { risks.rows }
    /// The same for conversations, at which score of theirs; nil when none were among the labelled pairs.
    public var conversationRiskTable: [RiskTable.Row]? { conversationRisks?.rows }

    func threshold(risk: Double, basis: RiskBasis) -> Float? {
        (basis == .hits ? risks : lookupRisks).threshold(risk: risk)
    }

    /// The calibrated probability that both prompts want the same answer, scaled to below `sure`, so that what the first stage is
    /// sure of comes first; that of conversations on the scale of single prompts.
    ///
    /// - Parameters:
    ///   - margin: what the first stage gives.
    ///   - verdict: the verifier's, the logarithm of the odds.
    func score(_ evidence: PairEvidence, margin: Float, verdict: Float) -> Float {
        let features = Self.features(evidence, margin: margin, verdict: verdict)
        return onOneScale(Self.score(margin: trees.margin(features), calibration, below: sure), of: evidence)
    }

    /// What a score, of either stage, is compared with a threshold as.
    func onOneScale(_ score: Float, of evidence: PairEvidence) -> Float {
        evidence.conversation.isConversation ? conversationScale.score(score) : score
    }

    static func score(margin: Float, _ calibration: ScoreModel.Calibration, below sure: Float) -> Float {
        calibration.probability(margin: margin) * min(sure.nextDown, 1)
    }
}
