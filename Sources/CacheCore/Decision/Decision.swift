/// What was decided about the candidates of one lookup, and why.
///
/// The candidate with the highest score that no guard forbids is served when its score reaches the threshold. In
/// every other case the lookup is a miss, and the decision names the candidate that came nearest to being served: one that
/// only a guard kept from it, else the one with the highest score.
public struct Decision: Sendable, Equatable {
    public enum Verdict: Sendable, Equatable {
        case serve
        case refuse(MissReason)
    }

    public let verdict: Verdict
    /// The candidate that is served, or that came nearest to it.
    public let best: Assessment
    /// What its score had to reach; nil when no promise could be made.
    public let threshold: Float?

    /// - Parameter assessments: at least one, nearest first.
    init(_ assessments: [Assessment], threshold: Float?) {
        self.threshold = threshold
        let allowed = Self.highestScore(assessments.filter { $0.veto == nil })
        let forbidden = Self.highestScore(assessments.filter { $0.veto != nil })
        guard let threshold else {
            verdict = .refuse(allowed == nil ? .vetoed : .riskUnattainable)
            best = allowed ?? assessments[0]
            return
        }
        if let allowed, allowed.score >= threshold {
            (verdict, best) = (.serve, allowed)
        } else if let forbidden, allowed == nil || forbidden.score >= threshold {
            (verdict, best) = (.refuse(.vetoed), forbidden)
        } else {
            let best = allowed ?? assessments[0]
            (verdict, self.best) = (.refuse(best.verdict == nil ? .belowThreshold : .refusedByVerifier), best)
        }
    }

    private init(verdict: Verdict, best: Assessment, threshold: Float?) {
        self.verdict = verdict
        self.best = best
        self.threshold = threshold
    }

    /// The same decision, overruled.
    func refused(_ reason: MissReason) -> Decision {
        Decision(verdict: .refuse(reason), best: best, threshold: threshold)
    }

    /// The first of those with the highest score: the nearest among equals.
    private static func highestScore(_ assessments: [Assessment]) -> Assessment? {
        guard var best = assessments.first else { return nil }
        for assessment in assessments.dropFirst() where assessment.score > best.score {
            best = assessment
        }
        return best
    }
}

/// A candidate with its judgement.
public struct Assessment: Sendable, Equatable {
    public let id: EntryID
    /// The cosine of the two prompts.
    public let similarity: Float
    /// What is compared with the threshold: the judge's score, or the similarity.
    public let score: Float
    public let veto: Veto?
    /// The verifier's verdict, if it was asked: the logarithm of the odds, not calibrated.
    public let verdict: Float?

    public init(id: EntryID, similarity: Float, score: Float, veto: Veto? = nil, verdict: Float? = nil) {
        self.id = id
        self.similarity = similarity
        self.score = score
        self.veto = veto
        self.verdict = verdict
    }

    func vetoed(by veto: Veto) -> Assessment {
        Assessment(id: id, similarity: similarity, score: score, veto: veto, verdict: verdict)
    }
}

extension Veto {
    static let feedback = Veto(
        guardName: "feedback", reason: "this answer was reported to be wrong for this prompt")
}
