/// Judges whether a prompt wants the answers of stored entries: guards first, then a score.
///
/// The similarity of two vectors cannot tell a rewording from its opposite ("enable" and "disable" lie as close as
/// "enable" and "turn on"), so what decides is a judgement of the two texts.
public protocol Judge: Sendable {
    /// Identifies what the scores mean: scores of judges with different names cannot be compared.
    var name: String { get }

    /// One judgement for each candidate, in their order. `candidates` are in one partition, nearest first.
    ///
    /// - Throws: anything; a judge that fails makes the lookup a miss.
    func judge(_ prompt: EmbeddedText, candidates: [Candidate]) throws -> [Judgement]

    /// As above, with a verifier at hand: the judge chooses which candidates are worth its time.
    ///
    /// - Parameters:
    ///   - threshold: what a score will be compared with; nil if that is not known.
    ///   - verify: the verifier's verdicts on the candidates at some positions, in their order.
    /// - Throws: what `verify` throws, and anything of its own.
    func judge(
        _ prompt: EmbeddedText, candidates: [Candidate], threshold: Float?,
        verify: ([Int]) async throws(VerifierError) -> [Float?]
    ) async throws -> [Judgement]

    /// The lowest score at which the share of wrong answers stays within `risk`, from the judge's own calibration and
    /// from what the tenant's use has taught.
    func threshold(risk: Double, basis: RiskBasis, given experience: Experience) -> RiskThreshold

    /// Whether two answers say the same, as far as that can be told from the texts alone.
    func relation(of answer: String, to other: String) -> AnswerRelation
}

extension Judge {
    /// Asks no verifier.
    public func judge(
        _ prompt: EmbeddedText, candidates: [Candidate], threshold: Float?,
        verify: ([Int]) async throws(VerifierError) -> [Float?]
    ) async throws -> [Judgement] {
        try judge(prompt, candidates: candidates)
    }
}

/// A text with its vector.
public struct EmbeddedText: Sendable, Equatable {
    public let text: String
    /// Unit length.
    public let vector: [Float]

    public init(_ text: String, vector: [Float]) {
        self.text = text
        self.vector = vector
    }
}

/// A stored entry near a prompt, as a judge sees it.
public struct Candidate: Sendable, Equatable {
    public let id: EntryID
    /// The cosine of the two prompts.
    public let similarity: Float
    /// The stored prompt's matched text.
    public let prompt: EmbeddedText
    public let answer: String

    public init(id: EntryID, similarity: Float, prompt: EmbeddedText, answer: String) {
        self.id = id
        self.similarity = similarity
        self.prompt = prompt
        self.answer = answer
    }
}

/// What a judge says of one candidate.
public struct Judgement: Sendable, Equatable {
    /// The calibrated probability, 0 to 1, that the two prompts want the same answer.
    public let score: Float
    /// The guard that forbids to serve the candidate, whatever its score.
    public let veto: Veto?
    /// The verifier's verdict, if it was asked: the logarithm of the odds, not calibrated.
    public let verdict: Float?
    /// What the score was made of, for people.
    public let evidence: [Evidence]

    public init(score: Float, veto: Veto? = nil, verdict: Float? = nil, evidence: [Evidence] = []) {
        self.score = score
        self.veto = veto
        self.verdict = verdict
        self.evidence = evidence
    }
}

/// A guard's "never", with its reason.
public struct Veto: Sendable, Hashable {
    /// The guard's name: `numbers`, `negation`.
    public let guardName: String
    /// A sentence for people that names what differs.
    public let reason: String

    public init(guardName: String, reason: String) {
        self.guardName = guardName
        self.reason = reason
    }
}

/// A named quantity that went into a score.
public struct Evidence: Sendable, Equatable {
    public let name: String
    public let value: Float

    public init(name: String, value: Float) {
        self.name = name
        self.value = value
    }
}
