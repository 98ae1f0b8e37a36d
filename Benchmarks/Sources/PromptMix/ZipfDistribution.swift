import Foundation

/// Ranks 0, 1, 2 ... of which rank r is drawn with a probability in proportion to 1 / (r + 1)^exponent.
///
/// What people ask is distributed like this: few questions come again and again, most come once or twice (Breslau et al.,
/// "Web Caching and Zipf-like Distributions", 1999).
public struct ZipfDistribution: Sendable {
    /// `cumulative[r]` is the probability of a rank of at most `r`.
    private let cumulative: [Double]

    /// - Parameters:
    ///   - count: how many ranks there are, at least one.
    ///   - exponent: zero makes all ranks equally likely.
    public init(count: Int, exponent: Double = 1) {
        precondition(count > 0 && exponent >= 0)
        var sum = 0.0
        let sums = (1...count).map { rank in
            sum += pow(Double(rank), -exponent)
            return sum
        }
        cumulative = sums.map { $0 / sum }
    }

    public func probability(of rank: Int) -> Double {
        rank == 0 ? cumulative[0] : cumulative[rank] - cumulative[rank - 1]
    }

    /// O(log count).
    public func rank(using random: inout some RandomNumberGenerator) -> Int {
        rank(at: Double.random(in: 0..<1, using: &random))
    }

    /// The first rank whose cumulative probability is above `share`, a number from 0 up to but not including 1.
    func rank(at share: Double) -> Int {
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > share { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
