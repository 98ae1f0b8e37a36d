/// What kind of question: how, why, who, when, where, how much.
public struct QuestionGuard: Guard {
    public let name = "question"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        guard let left = Self.kind(pair.left), let right = Self.kind(pair.right), left.kind != right.kind,
            left.kind != QuestionWords.open, right.kind != QuestionWords.open
        else { return .pass }
        let reason =
            "\"\(pair.left.spelling(of: left.token))\" and \"\(pair.right.spelling(of: right.token))\" ask different things"
        return isVague(left.kind, right.kind) && pair.changedContent > 0 ? .abstain(reason) : .veto(reason)
    }

    /// "How" and "where", and "how" and "who", often ask for the same: the way to get something.
    private func isVague(_ one: UInt16, _ other: UInt16) -> Bool {
        let kinds = [one, other]
        return kinds.contains(QuestionWords.manner)
            && (kinds.contains(QuestionWords.place) || kinds.contains(QuestionWords.person))
    }

    /// The first question word that says what kind of answer is wanted.
    static func kind(_ text: PromptText) -> (kind: UInt16, token: Token)? {
        for token in text.tokens {
            guard let senses = text.entry(of: token)?.senses else { continue }
            for sense in senses where sense.category == .question { return (sense.member, token) }
        }
        return nil
    }

    static func asksForReason(_ pair: PromptPair) -> Bool {
        kind(pair.left)?.kind == QuestionWords.reason || kind(pair.right)?.kind == QuestionWords.reason
    }
}
