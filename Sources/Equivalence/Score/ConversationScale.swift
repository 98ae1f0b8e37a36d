/// Puts the scores of conversations onto the scale of single prompts, so that one threshold keeps a risk for both.
///
/// A verifier errs more often on conversations than on single prompts of the same score: a word said three turns ago may change
/// what is asked now. So each kind has a risk table of its own. Where both promise a risk, the lowest score at which
/// conversations keep it is taken to the lowest at which single prompts do; between two such scores is a straight line. A risk
/// that only single prompts can promise is out of reach for conversations.
///
/// Of two conversations the one with the higher score never comes out below the other.
struct ConversationScale: Sendable, Equatable {
    struct Point: Equatable {
        let conversation: Float
        let singlePrompt: Float
    }

    /// Ascending in both; the first is (0, 0).
    let points: [Point]

    /// - Parameter conversations: their table; nil when none were among the labelled pairs, which leaves their scores as they are.
    init(of conversations: RiskTable?, onto singlePrompts: RiskTable) {
        var points = [Point(conversation: 1, singlePrompt: 1)]
        for row in singlePrompts.rows where row.threshold < points[points.count - 1].singlePrompt {
            guard let conversations else { break }
            let last = points[points.count - 1].conversation
            if let own = conversations.threshold(risk: row.risk) {
                // A score that promises a smaller risk already is where this one begins: a step down.
                points.append(
                    own < last
                        ? Point(conversation: own, singlePrompt: row.threshold)
                        : Point(conversation: last.nextDown, singlePrompt: row.threshold.nextDown))
            } else {
                points = [Point(conversation: 1, singlePrompt: row.threshold.nextDown)]
            }
        }
        self.points = [Point(conversation: 0, singlePrompt: 0)] + points.reversed()
    }

    /// The score of a conversation on the scale of single prompts.
    func score(_ score: Float) -> Float {
        guard !score.isNaN else { return 0 }
        guard let above = points.firstIndex(where: { $0.conversation > score }) else {
            return points[points.count - 1].singlePrompt
        }
        guard above > 0 else { return 0 }
        let (low, high) = (points[above - 1], points[above])
        let part = (score - low.conversation) / (high.conversation - low.conversation)
        // Rounding must not lift a score over the threshold that it has missed.
        return min(low.singlePrompt + part * (high.singlePrompt - low.singlePrompt), high.singlePrompt.nextDown)
    }
}
