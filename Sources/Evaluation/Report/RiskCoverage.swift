/// The share of wrong answers among those served, against the share that is served, as the threshold falls.
public struct RiskCoverage: Sendable {
    public struct Point: Sendable, Equatable {
        public let coverage: Double
        public let risk: Double
        public let recall: Double
        public let threshold: Float
    }

    public let name: String
    /// By rising coverage.
    public let points: [Point]

    public init(_ outcomes: [PairOutcome], criterion: DecisionCriterion) {
        name = criterion.name
        let ranked = outcomes.compactMap { outcome in
            criterion.rank(outcome).map { (rank: $0, isSame: outcome.pair.isSame) }
        }.sorted { $0.rank > $1.rank }
        let same = max(1, outcomes.count { $0.pair.isSame })
        var points: [Point] = []
        var wrong = 0
        for (position, item) in ranked.enumerated() {
            if !item.isSame { wrong += 1 }
            let served = position + 1
            guard position + 1 == ranked.count || ranked[position + 1].rank != item.rank else { continue }
            points.append(
                Point(
                    coverage: Double(served) / Double(outcomes.count), risk: Double(wrong) / Double(served),
                    recall: Double(served - wrong) / Double(same), threshold: item.rank))
        }
        self.points = points
    }

    /// The highest recall at which the precision is still reached, among points that serve at least fifty.
    public func recall(atPrecision precision: Double, of count: Int) -> Double {
        points.filter { 1 - $0.risk >= precision && $0.coverage * Double(count) >= 50 }.map(\.recall).max() ?? 0
    }
}
