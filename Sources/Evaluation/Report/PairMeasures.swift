import Foundation

/// The figures of one criterion on one group of pairs.
public struct PairMeasures: Sendable, Equatable {
    public var same = 0
    public var different = 0
    public var servedRight = 0
    public var servedWrong = 0
    /// The probability that a pair that wants the same answer ranks above one that does not; nil without both kinds.
    public var areaUnderCurve: Double?

    public init(_ outcomes: [PairOutcome], criterion: DecisionCriterion) {
        for outcome in outcomes {
            let isServed = criterion.serves(outcome)
            if outcome.pair.isSame {
                same += 1
                if isServed { servedRight += 1 }
            } else {
                different += 1
                if isServed { servedWrong += 1 }
            }
        }
        areaUnderCurve = Self.areaUnderCurve(
            outcomes.map { (rank: criterion.rank($0) ?? -.infinity, isSame: $0.pair.isSame) })
    }

    public var served: Int { servedRight + servedWrong }
    public var hitRate: Double { ratio(served, same + different) }
    /// The share of what is served that is right.
    public var precision: Double { ratio(servedRight, served) }
    /// The share of what could be served that is.
    public var recall: Double { ratio(servedRight, same) }
    public var f1: Double {
        let sum = precision + recall
        return sum > 0 ? 2 * precision * recall / sum : 0
    }
    /// The share of what must not be served that is.
    public var falseHitRate: Double { ratio(servedWrong, different) }
    /// The intervals of `recall` and `falseHitRate`, 95 % (Wilson).
    public var recallInterval: (low: Double, high: Double) { WilsonInterval.of(servedRight, among: same) }
    public var falseHitInterval: (low: Double, high: Double) { WilsonInterval.of(servedWrong, among: different) }
    /// The share of what is served that is wrong, with its interval of 95 % (Wilson).
    public var wrongAmongServed: (share: Double, low: Double, high: Double) {
        let interval = WilsonInterval.of(servedWrong, among: served)
        return (ratio(servedWrong, served), interval.low, interval.high)
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double {
        whole == 0 ? 0 : Double(part) / Double(whole)
    }

    /// By ranks (Mann and Whitney), ties counting half.
    private static func areaUnderCurve(_ ranked: [(rank: Float, isSame: Bool)]) -> Double? {
        let positives = ranked.count { $0.isSame }
        let negatives = ranked.count - positives
        guard positives > 0, negatives > 0 else { return nil }
        let sorted = ranked.sorted { $0.rank < $1.rank }
        var sum = 0.0
        var position = 0
        while position < sorted.count {
            var end = position
            var same = 0
            while end < sorted.count, sorted[end].rank == sorted[position].rank {
                if sorted[end].isSame { same += 1 }
                end += 1
            }
            sum += Double(same) * Double(position + end + 1) / 2
            position = end
        }
        return (sum - Double(positives) * Double(positives + 1) / 2) / (Double(positives) * Double(negatives))
    }
}

/// The interval of a proportion.
///
/// Source: E. Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927).
enum WilsonInterval {
    /// 95 %, two-sided.
    static func of(_ count: Int, among total: Int) -> (low: Double, high: Double) {
        guard total > 0 else { return (0, 1) }
        let z = 1.959_963_984_540_054
        let n = Double(total)
        let share = Double(count) / n
        let centre = share + z * z / (2 * n)
        let spread = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        return (max(0, (centre - spread) / scale), min(1, (centre + spread) / scale))
    }
}
