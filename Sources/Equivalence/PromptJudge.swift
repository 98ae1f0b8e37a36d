import CacheCore

/// Judges candidates by guards and by a trained score, and by a verifier's verdicts where there is one.
///
/// Each candidate's prompt is compared with the asked one: the guards look for what must never differ, then the score
/// weighs the similarity and the words that differ. A judge belongs to one embedder, because similarities of different
/// models mean different things.
public struct PromptJudge: Judge {
    private let model: ScoreModel
    private let guards: Guards
    /// How a verifier's verdicts are weighed; nil when none is used.
    private let verified: VerifiedScore?
    public let name: String

    /// A tenant's own labels count from this number on.
    private static let minimumLabels = 100
    /// Below this probability a candidate is no rival of another one.
    private static let rivalScore: Float = 0.05
    /// The most candidates that a verifier reads for one lookup.
    private static let verifiedCount = 3
    /// Below this probability of the first stage a verifier is not asked: of what it brings to the default risk's threshold two in
    /// a hundred lie there, and of the nearest neighbours of a prompt that is new to the store nearly all.
    private static let leastFirstScore: Float = 0.3
    /// Below this cosine a verifier is not asked about conversations: most strangers lie there, and some of them it takes for rewordings.
    private static let leastConversationSimilarity: Float = 0.92
    /// What the verifier could say at best, at worst, and where it is in favour.
    private static let verdicts = (best: Float(10), worst: Float(-10), favourable: Float(3))

    /// - Parameter verifier: the fingerprint of the verifier that will be at hand; the model must know how to weigh its verdicts.
    public init(_ model: ScoreModel, guards: Guards = .standard, verifier: String? = nil) {
        self.model = model
        self.guards = guards
        verified = model.verified?.verifier == verifier ? model.verified : nil
        name = model.name + (verified == nil ? "" : "-verified")
    }

    /// Whether a verifier's verdicts count.
    public var weighsVerdicts: Bool { verified != nil }

    public func judge(_ prompt: EmbeddedText, candidates: [Candidate]) -> [Judgement] {
        compared(evidence(prompt, candidates), candidates)
    }

    /// Asks nothing when a candidate may be served as it is. Else the verifier reads the most promising one of those that it
    /// could bring to the threshold, and the next ones unless that one may be served and none of them promises more. What is
    /// not read counts as a rival as much as the first stage alone finds it, which is never less than what reading it would
    /// leave of it.
    public func judge(
        _ prompt: EmbeddedText, candidates: [Candidate], threshold: Float?,
        verify: ([Int]) async throws(VerifierError) -> [Float?]
    ) async throws -> [Judgement] {
        var evidence = evidence(prompt, candidates)
        var judgements = compared(evidence, candidates)
        guard verified != nil else { return judgements }
        func bestServable() -> Float? {
            threshold.flatMap { threshold in
                judgements.filter { $0.veto == nil && $0.score >= threshold }.map(\.score).max()
            }
        }
        guard bestServable() == nil else { return judgements }
        let doubtful = doubtful(evidence, threshold: threshold ?? 0)
        for next in [doubtful.prefix(1), doubtful.dropFirst()] {
            guard let promise = next.first?.promise, promise > bestServable() ?? -1 else { break }
            for (position, verdict) in zip(next.map(\.position), try await verify(next.map(\.position))) {
                evidence[position].verdict = verdict
            }
            judgements = compared(evidence, candidates)
        }
        return judgements
    }

    /// The candidates that are worth a verifier's time, most promising first.
    private func doubtful(_ evidence: [PairEvidence], threshold: Float) -> [(position: Int, promise: Float)] {
        let found = evidence.enumerated().compactMap { position, one in
            promise(of: one, threshold: threshold).map { (position: position, promise: $0) }
        }
        // The nearest first among equals.
        let sorted = found.sorted { ($1.promise, $0.position) < ($0.promise, $1.position) }
        return Array(sorted.prefix(Self.verifiedCount))
    }

    /// The score with a favourable verdict, of a candidate that a verifier could bring to the threshold; nil for others, and for
    /// those that need none.
    private func promise(of evidence: PairEvidence, threshold: Float) -> Float? {
        guard let verified, !Self.isForbidden(evidence) else { return nil }
        let margin = model.margin(evidence)
        let score = model.calibration.probability(margin: margin)
        guard !Self.isStranger(evidence, score: score), !Self.isSure(evidence, score: score, from: verified.sure),
            verified.score(evidence, margin: margin, verdict: Self.verdicts.best) >= threshold
        else {
            return nil
        }
        return verified.score(evidence, margin: margin, verdict: Self.verdicts.favourable)
    }

    /// Whether a lookup whose only candidate this is would ask a verifier.
    public func asksVerifier(about evidence: PairEvidence, threshold: Float) -> Bool {
        var silent = evidence
        silent.verdict = nil
        let judgement = judgement(of: silent)
        let isServable = judgement.veto == nil && judgement.score >= threshold
        return !isServable && promise(of: evidence, threshold: threshold) != nil
    }

    private func evidence(_ prompt: EmbeddedText, _ candidates: [Candidate]) -> [PairEvidence] {
        let asked = PromptText(prompt.text)
        return candidates.map { candidate in
            PairEvidence(
                PromptPair(asked, PromptText(candidate.prompt.text)),
                vectors: (prompt.vector, candidate.prompt.vector), guards: guards)
        }
    }

    /// What is said of one candidate by itself.
    ///
    /// Where verdicts count, a guard's veto is an objection among the evidence, and stands unless the whole speaks for the
    /// candidate; and one whose verdict is missing, or would not be asked for, scores as if the verifier were against it.
    public func judgement(of evidence: PairEvidence) -> Judgement {
        let margin = model.margin(evidence)
        let score = model.calibration.probability(margin: margin)
        guard let verified, !Self.isForbidden(evidence), !Self.isSure(evidence, score: score, from: verified.sure)
        else {
            return Judgement(
                score: verified?.onOneScale(score, of: evidence) ?? score, veto: evidence.veto, evidence: evidence.named
            )
        }
        guard let verdict = evidence.verdict, !Self.isStranger(evidence, score: score) else {
            let worst = verified.score(evidence, margin: margin, verdict: Self.verdicts.worst)
            return Judgement(
                score: min(verified.onOneScale(score, of: evidence), worst), veto: evidence.veto,
                evidence: evidence.named)
        }
        let revised = verified.score(evidence, margin: margin, verdict: verdict)
        return Judgement(
            score: revised, veto: revised < 0.5 ? evidence.veto : nil, verdict: verdict,
            evidence: evidence.named + [Evidence(name: "verifier", value: verdict)])
    }

    /// Whether a guard forbids the pair whatever a verifier says: what is too long or too much rearranged to be compared is
    /// nothing that one was taught on.
    static func isForbidden(_ evidence: PairEvidence) -> Bool {
        [LengthGuard.guardName, RearrangementGuard.guardName].contains(evidence.veto?.guardName)
    }

    /// Whether the two have so little in common that a verifier is not asked.
    static func isStranger(_ evidence: PairEvidence, score: Float) -> Bool {
        score < leastFirstScore
            || evidence.conversation.isConversation && evidence.similarity < leastConversationSimilarity
    }

    /// Whether the first stage needs no verifier.
    static func isSure(_ evidence: PairEvidence, score: Float, from sure: Float) -> Bool {
        evidence.veto == nil && score >= sure
    }

    /// Candidates with different answers cannot both be right: each one's score is what remains of it when its strongest
    /// rival may be the right one. With p for the candidate's probability and r for the rival's, and not both right,
    /// that is p(1-r) / (p(1-r) + 1-p). Candidates whose answers agree, or might, are no rivals.
    ///
    /// A rival is as strong as both stages find it: a verifier, which was mostly taught on prompts that have something in common,
    /// may think too well of strangers that are put alike.
    private func compared(_ evidence: [PairEvidence], _ candidates: [Candidate]) -> [Judgement] {
        let judgements = evidence.map(judgement)
        guard candidates.count > 1 else { return judgements }
        let strengths = zip(judgements, evidence).map { judgement, evidence in
            guard verified != nil else { return judgement.score }
            let alone = model.calibration.probability(margin: model.margin(evidence))
            return evidence.verdict == nil ? alone : min(judgement.score, alone)
        }
        let contenders = judgements.indices.filter {
            judgements[$0].veto == nil && max(judgements[$0].score, strengths[$0]) >= Self.rivalScore
        }
        guard contenders.count > 1 else { return judgements }
        let answers = candidates.map { AnswerComparison.Answer($0.answer) }
        var rivals = [Float](repeating: 0, count: judgements.count)
        for (position, one) in contenders.enumerated() {
            for other in contenders[(position + 1)...]
            where AnswerComparison.relation(of: answers[one], to: answers[other]) == .different {
                rivals[one] = max(rivals[one], strengths[other])
                rivals[other] = max(rivals[other], strengths[one])
            }
        }
        return zip(judgements, rivals).map { judgement, rival in
            guard rival >= Self.rivalScore else { return judgement }
            let right = judgement.score * (1 - rival)
            return Judgement(
                score: right / max(right + 1 - judgement.score, .leastNormalMagnitude), veto: nil,
                verdict: judgement.verdict, evidence: judgement.evidence + [Evidence(name: "rival", value: rival)])
        }
    }

    /// The shipped calibration holds until the tenant's own labels are enough to promise the risk, and as long as no more
    /// hits are reported to be wrong than the risk allows. Reports count what was noticed, so their share of the hits is
    /// a lower limit of the true one.
    public func threshold(risk: Double, basis: RiskBasis, given experience: Experience) -> RiskThreshold {
        let labels = experience.labels
        if labels.count >= Self.minimumLabels {
            let own = RiskTable(
                labels.map { ($0.score, $0.isSame) }, basis: basis,
                risks: ([0.001, 0.002] + RiskTable.risks).filter { $0 < risk } + [risk])
            if let value = own.threshold(risk: risk) { return RiskThreshold(value, grounds: .labels(labels.count)) }
        }
        let (wrong, served) = (experience.reportedWrong, max(experience.served, experience.reportedWrong))
        if wrong > 0, BinomialLimit.lower(wrong: wrong, of: served, confidence: 0.99) > risk {
            return RiskThreshold(nil, grounds: .drift(reportedWrong: wrong, served: served))
        }
        let alone = model.threshold(risk: risk, basis: basis)
        guard let verified else { return RiskThreshold(alone) }
        // A risk that only the first stage can promise: no pair that a verifier has read scores as high as one that is sure.
        return RiskThreshold(
            verified.threshold(risk: risk, basis: basis) ?? alone.flatMap { $0 >= verified.sure ? $0 : nil })
    }

    public func relation(of answer: String, to other: String) -> AnswerRelation {
        AnswerComparison.relation(of: answer, to: other)
    }
}
