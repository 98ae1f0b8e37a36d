import CacheCore
import Foundation

/// The trained artefact of one embedding model: trees, calibration and risk table, and the same once more for pairs that a
/// verifier has read.
///
/// The file is little-endian: `MCSM`, a version, the embedding fingerprint and the features' names (each a 16-bit length
/// and UTF-8), the calibration's slope and intercept, the trees, the two risk tables; from version 5 on a byte that says whether
/// there is a second stage, and that: the verifier's fingerprint, its features' names, the first score that is sure,
/// calibration, trees, risk tables, and after another such byte that of conversations; from version 6 on a checksum
/// (`StableHash`). A file that was trained for other features, or that is damaged, is refused.
public struct ScoreModel: Sendable, Equatable {
    /// The embedder whose similarities the model was trained on.
    public let fingerprint: EmbeddingFingerprint
    let metric: WeightedSimilarity
    let trees: BoostedTrees
    let calibration: Calibration
    let risks: RiskTable
    /// The same where a risk is a share of all lookups.
    let lookupRisks: RiskTable
    /// How the verdicts of one verifier are weighed; nil when none is known to this model.
    public internal(set) var verified: VerifiedScore?

    func threshold(risk: Double, basis: RiskBasis) -> Float? {
        (basis == .hits ? risks : lookupRisks).threshold(risk: risk)
    }

    /// Tells this model from every other one.
    var name: String { "scores-" + String(StableHash.of(encoded), radix: 16) }

    /// What can be promised at which score.
    public var riskTable: [RiskTable.Row] { risks.rows }

    /// The calibrated probability that both prompts want the same answer.
    func score(_ evidence: PairEvidence) -> Float {
        calibration.probability(margin: margin(evidence))
    }

    /// The logarithm of the odds, not calibrated.
    func margin(_ evidence: PairEvidence) -> Float {
        trees.margin(evidence.features + [metric.value(evidence.products)])
    }

    /// Maps a margin to a probability: the logistic function of a straight line.
    ///
    /// Source: J. Platt, Probabilistic Outputs for Support Vector Machines (1999).
    struct Calibration: Sendable, Equatable {
        var slope: Float = 1
        var intercept: Float = 0

        func probability(margin: Float) -> Float {
            1 / (1 + exp(-(slope * margin + intercept)))
        }
    }
}

/// Why an artefact is not used.
public enum ScoreModelError: Error, Equatable, CustomStringConvertible {
    case damaged(String)
    case otherFeatures

    public var description: String {
        switch self {
        case .damaged(let what): "the score model is damaged: \(what)"
        case .otherFeatures: "the score model was trained for another version of the features"
        }
    }
}
