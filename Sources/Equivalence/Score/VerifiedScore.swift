import CacheCore

/// How a verifier's verdict joins the other evidence about two prompts: the second stage of a score.
///
/// Where the first stage is sure, it stays with that. Everywhere else the verifier is asked, and its verdict is weighed beside
/// the first stage's margin and the guards' objections, which are evidence here: a guard knows words, the verifier meaning, and
/// each is wrong where the other is right. Two small models do the weighing and their margins are added: a logistic regression,
/// which is better at rewordings that share few words, and a few trees, which are better at light ones.
///
/// Both learn from families that neither the first stage nor the verifier has seen.
public struct VerifiedScore: Sendable, Equatable {
    /// The fingerprint of the verifier whose verdicts are weighed.
    public let verifier: String
    /// The score of the first stage from which on no verifier is needed.
    let sure: Float
    let linear: LinearScore
    let trees: BoostedTrees
    let calibration: ScoreModel.Calibration
    let risks: RiskTable
    /// The same where a risk is a share of all lookups.
    let lookupRisks: RiskTable

    /// In the order of `features`; the artefact holds them.
    static let names = definitions.map(\.name)
    /// As `PairFeatures.directions`.
    static let directions = definitions.map(\.direction)

    private static let definitions: [(name: String, direction: Int)] = [
        ("margin", 1), ("verdict", 1), ("similarity", 1), ("objection", -1), ("firm_objection", -1), ("doubts", -1),
        ("shared_words", 0), ("larger_difference", 0), ("shorter_length", 0), ("han", 0),
    ]

    /// Guards that compare what stands in the text: they are hardly ever wrong.
    private static let firmGuards: Set<String> = ["numbers", "verbatim", "quotation", "negation"]

    static func features(_ evidence: PairEvidence, margin: Float, verdict: Float) -> [Float] {
        func feature(_ name: String) -> Float {
            PairFeatures.ofTexts.firstIndex(of: name).map { evidence.features[$0] } ?? 0
        }
        let guardName = evidence.veto?.guardName
        return [
            margin, verdict, evidence.similarity, guardName == nil ? 0 : 1,
            guardName.map(firmGuards.contains) ?? false ? 1 : 0, Float(evidence.doubts.count),
            feature("shared_words"), feature("larger_difference"), feature("shorter_length"), feature("han"),
        ]
    }

    /// What can be promised at which score.
    public var riskTable: [RiskTable.Row] { risks.rows }

    func threshold(risk: Double, basis: RiskBasis) -> Float? {
        (basis == .hits ? risks : lookupRisks).threshold(risk: risk)
    }

    /// The calibrated probability that both prompts want the same answer, scaled to below `sure`, so that what the first stage is
    /// sure of comes first.
    ///
    /// - Parameters:
    ///   - margin: what the first stage gives.
    ///   - verdict: the verifier's, the logarithm of the odds.
    func score(_ evidence: PairEvidence, margin: Float, verdict: Float) -> Float {
        let features = Self.features(evidence, margin: margin, verdict: verdict)
        return Self.score(margin: linear.margin(features) + trees.margin(features), calibration, below: sure)
    }

    static func score(margin: Float, _ calibration: ScoreModel.Calibration, below sure: Float) -> Float {
        calibration.probability(margin: margin) * min(sure.nextDown, 1)
    }
}
