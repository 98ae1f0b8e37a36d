import Testing

@testable import Equivalence

@Suite("Scores of conversations on the scale of single prompts")
struct ConversationScaleTests {
    private static func table(_ rows: [(risk: Double, threshold: Float)]) -> RiskTable {
        RiskTable(rows: rows.map { RiskTable.Row(risk: $0.risk, threshold: $0.threshold, served: 100, wrong: 0) })
    }

    private static let singlePrompts = table([(0.01, 0.97), (0.02, 0.9), (0.05, 0.8), (0.1, 0.8), (0.2, 0.3)])
    private static let scores = (0...1_000).map { Float($0) / 1_000 }

    /// Tables that promise all risks, fewer, one threshold for two of them, none.
    static let conversations = [
        table([(0.01, 0.99), (0.02, 0.95), (0.05, 0.7), (0.1, 0.6), (0.2, 0.5)]),
        table([(0.05, 0.96), (0.1, 0.9), (0.2, 0.2)]),
        table([(0.02, 0.95), (0.05, 0.95), (0.1, 0.6), (0.2, 0.6)]),
        table([]),
    ]

    @Test("a conversation reaches a threshold exactly where its own table promises that risk", arguments: conversations)
    func promises(_ conversations: RiskTable) {
        let scale = ConversationScale(of: conversations, onto: Self.singlePrompts)
        for row in Self.singlePrompts.rows {
            // A threshold that promises several risks keeps the smallest of them.
            let smallest = Self.singlePrompts.rows.first { $0.threshold == row.threshold }!.risk
            let own = conversations.threshold(risk: smallest)
            for score in Self.scores + conversations.rows.flatMap({ [$0.threshold, $0.threshold.nextDown] }) {
                #expect((scale.score(score) >= row.threshold) == (own.map { score >= $0 } ?? false), "\(score), \(row)")
            }
        }
    }

    @Test("never turns two scores round, and stays between 0 and 1", arguments: conversations)
    func order(_ conversations: RiskTable) {
        let scaled = Self.scores.map(ConversationScale(of: conversations, onto: Self.singlePrompts).score)
        #expect(zip(scaled, scaled.dropFirst()).allSatisfy { $0 <= $1 } && scaled[0] == 0 && scaled.last! <= 1)
    }

    @Test("without a table for conversations, scores stay as they are")
    func none() {
        let scale = ConversationScale(of: nil, onto: Self.singlePrompts)
        #expect(Self.scores.allSatisfy { abs(scale.score($0) - $0) < 1e-6 } && scale.score(1) == 1)
    }
}
