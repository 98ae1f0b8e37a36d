import CacheCore

/// Judges candidates by guards and by a trained score.
///
/// Each candidate's prompt is compared with the asked one: the guards look for what must never differ, then the score
/// weighs the similarity and the words that differ. A judge belongs to one embedder, because similarities of different
/// models mean different things.
public struct PromptJudge: Judge {
    private let model: ScoreModel
    private let guards: Guards

    public init(_ model: ScoreModel, guards: Guards = .standard) {
        self.model = model
        self.guards = guards
    }

    public func judge(_ prompt: EmbeddedText, candidates: [Candidate]) -> [Judgement] {
        let asked = PromptText(prompt.text)
        return candidates.map { candidate in
            let evidence = PairEvidence(
                PromptPair(asked, PromptText(candidate.prompt.text)),
                vectors: (prompt.vector, candidate.prompt.vector), guards: guards)
            return Judgement(score: score(of: evidence), veto: evidence.veto, evidence: evidence.named)
        }
    }

    /// The calibrated probability that both prompts want the same answer.
    public func score(of evidence: PairEvidence) -> Float {
        model.score(evidence)
    }

    public func threshold(risk: Double) -> Float? {
        model.risks.threshold(risk: risk)
    }
}
