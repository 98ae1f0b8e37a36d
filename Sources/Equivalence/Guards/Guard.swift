/// What a guard thinks of a pair of texts.
public enum Finding: Sendable, Hashable {
    /// Nothing speaks against the same answer.
    case pass
    /// There is a difference of the guard's kind, but too often it changes nothing; evidence for the score.
    case abstain(String)
    /// The two texts want different answers. The reason is a sentence part for people, with the two things that differ.
    case veto(String)
}

/// One reason for which two similar texts may want different answers.
public protocol Guard: Sendable {
    /// A short name, which appears in explanations and metrics.
    var name: String { get }
    func examine(_ pair: PromptPair) -> Finding
}

/// A set of guards that examine pairs one after the other.
public struct Guards: Sendable {
    /// What all guards together say of a pair.
    public struct Examination: Sendable {
        public struct Remark: Sendable, Hashable {
            public let guardName: String
            public let reason: String
        }

        /// The first veto.
        public let veto: Remark?
        /// The abstentions before it; all of them if there is no veto.
        public let abstentions: [Remark]
    }

    public let all: [any Guard]

    public init(_ all: [any Guard]) { self.all = all }

    /// Every guard there is, those first that veto most often.
    public static let standard = Guards([
        LengthGuard(), RearrangementGuard(), NumberGuard(), VerbatimGuard(), QuotationGuard(), NegationGuard(),
        OppositeGuard(), SwapGuard(),
        NameGuard(), ReferentGuard(), QuestionGuard(), OutputGuard(), ScopeGuard(), OrderGuard(),
    ])

    public func examine(_ pair: PromptPair) -> Examination {
        var abstentions: [Examination.Remark] = []
        for guardian in all {
            switch guardian.examine(pair) {
            case .pass: continue
            case .abstain(let reason):
                abstentions.append(Examination.Remark(guardName: guardian.name, reason: reason))
            case .veto(let reason):
                let veto = Examination.Remark(guardName: guardian.name, reason: reason)
                return Examination(veto: veto, abstentions: abstentions)
            }
        }
        return Examination(veto: nil, abstentions: abstentions)
    }
}

/// Refuses texts that are too long to be compared as a whole.
public struct LengthGuard: Guard {
    static let guardName = "length"
    public let name = LengthGuard.guardName
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        guard pair.left.isTruncated || pair.right.isTruncated else { return .pass }
        return .veto("a text has more than \(FoldedText.limit) bytes and cannot be compared as a whole")
    }
}
