import CacheCore

/// Judges candidates by guards and by a trained score.
///
/// Each candidate's prompt is compared with the asked one: the guards look for what must never differ, then the score
/// weighs the similarity and the words that differ. A judge belongs to one embedder, because similarities of different
/// models mean different things.
public struct PromptJudge: Judge {
    private let model: ScoreModel
    private let guards: Guards
    public let name: String

    /// A tenant's own labels count from this number on.
    private static let minimumLabels = 100
    /// Below this probability a candidate is no rival of another one.
    private static let rivalScore: Float = 0.05

    public init(_ model: ScoreModel, guards: Guards = .standard) {
        self.model = model
        self.guards = guards
        name = model.name
    }

    public func judge(_ prompt: EmbeddedText, candidates: [Candidate]) -> [Judgement] {
        let asked = PromptText(prompt.text)
        let judgements = candidates.map { candidate in
            let evidence = PairEvidence(
                PromptPair(asked, PromptText(candidate.prompt.text)),
                vectors: (prompt.vector, candidate.prompt.vector), guards: guards)
            return Judgement(score: score(of: evidence), veto: evidence.veto, evidence: evidence.named)
        }
        return candidates.count < 2 ? judgements : compared(judgements, answers: candidates.map(\.answer))
    }

    /// Candidates with different answers cannot both be right: each one's score is what remains of it when its strongest
    /// rival may be the right one. With p for the candidate's probability and r for the rival's, and not both right,
    /// that is p(1-r) / (p(1-r) + 1-p). Candidates whose answers agree, or might, are no rivals.
    private func compared(_ judgements: [Judgement], answers: [String]) -> [Judgement] {
        let contenders = judgements.indices.filter {
            judgements[$0].veto == nil && judgements[$0].score >= Self.rivalScore
        }
        guard contenders.count > 1 else { return judgements }
        let answers = answers.map(AnswerComparison.Answer.init)
        var rivals = [Float](repeating: 0, count: judgements.count)
        for (position, one) in contenders.enumerated() {
            for other in contenders[(position + 1)...]
            where AnswerComparison.relation(of: answers[one], to: answers[other]) == .different {
                rivals[one] = max(rivals[one], judgements[other].score)
                rivals[other] = max(rivals[other], judgements[one].score)
            }
        }
        return zip(judgements, rivals).map { judgement, rival in
            guard rival > 0 else { return judgement }
            let right = judgement.score * (1 - rival)
            return Judgement(
                score: right / max(right + 1 - judgement.score, .leastNormalMagnitude), veto: nil,
                evidence: judgement.evidence + [Evidence(name: "rival", value: rival)])
        }
    }

    /// The calibrated probability that both prompts want the same answer.
    public func score(of evidence: PairEvidence) -> Float {
        model.score(evidence)
    }

    /// The shipped calibration holds until the tenant's own labels are enough to promise the risk, and as long as no more
    /// hits are reported to be wrong than the risk allows. Reports count what was noticed, so their share of the hits is
    /// a lower limit of the true one.
    public func threshold(risk: Double, basis: RiskBasis, given experience: Experience) -> RiskThreshold {
        let labels = experience.labels
        if labels.count >= Self.minimumLabels {
            let own = RiskTable(labels.map { ($0.score, $0.isSame) }, basis: basis, risks: [risk])
            if let value = own.threshold(risk: risk) { return RiskThreshold(value, grounds: .labels(labels.count)) }
        }
        let (wrong, served) = (experience.reportedWrong, max(experience.served, experience.reportedWrong))
        if wrong > 0, BinomialLimit.lower(wrong: wrong, of: served, confidence: 0.99) > risk {
            return RiskThreshold(nil, grounds: .drift(reportedWrong: wrong, served: served))
        }
        return RiskThreshold(model.threshold(risk: risk, basis: basis))
    }

    public func relation(of answer: String, to other: String) -> AnswerRelation {
        AnswerComparison.relation(of: answer, to: other)
    }
}
