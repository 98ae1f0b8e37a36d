import Foundation

/// Maps positive numbers to positions in proportion to their logarithms; reaches from a power of ten to a power of ten.
struct LogarithmicAxis {
    private let exponents: ClosedRange<Int>
    private let start: Double
    private let end: Double

    /// Nil when there is nothing to show. `start` and `end` may be in either order.
    init?(_ values: [Double], from start: Double, to end: Double) {
        guard let least = values.min(), let greatest = values.max(), least > 0, greatest.isFinite else { return nil }
        // What a rounding error makes of a power of ten shall not cost an empty decade.
        let low = Int((log10(least) + 1e-9).rounded(.down))
        exponents = low...max(low + 1, Int((log10(greatest) - 1e-9).rounded(.up)))
        self.start = start
        self.end = end
    }

    /// The powers of ten.
    var ticks: [Double] { exponents.map { pow(10, Double($0)) } }

    func position(_ value: Double) -> Double {
        let share = (log10(value) - Double(exponents.lowerBound)) / Double(exponents.count - 1)
        return start + share * (end - start)
    }
}
