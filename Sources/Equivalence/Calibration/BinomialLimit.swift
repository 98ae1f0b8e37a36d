import Foundation

/// The exact confidence limits of a proportion.
///
/// Having seen `wrong` among `count`, the true share lies below the upper limit with the given confidence, whatever it is. For
/// no wrong one among n it is close to 3/n at 95 %: 300 clean hits prove one percent.
///
/// Source: C. Clopper, E. Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial
/// (1934).
enum BinomialLimit {
    /// - Parameter confidence: one-sided, between 0 and 1.
    static func upper(wrong: Int, of count: Int, confidence: Double = 0.95) -> Double {
        precondition(0 <= wrong && wrong <= count, "\(wrong) of \(count) cannot be wrong")
        guard wrong < count else { return 1 }
        var low = Double(wrong) / Double(count)
        var high = 1.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if cumulative(wrong, of: count, share: middle) > 1 - confidence { low = middle } else { high = middle }
        }
        return high
    }

    /// The share that is exceeded with the given confidence.
    static func lower(wrong: Int, of count: Int, confidence: Double = 0.95) -> Double {
        1 - upper(wrong: count - wrong, of: count, confidence: confidence)
    }

    /// The probability of at most `wrong` among `count` when each is wrong with probability `share`.
    private static func cumulative(_ wrong: Int, of count: Int, share: Double) -> Double {
        guard share > 0 else { return 1 }
        guard share < 1 else { return 0 }
        var sum = 0.0
        var term = Double(count) * log1p(-share)
        for number in 0...wrong {
            sum += exp(term)
            term += log(Double(count - number)) - log(Double(number + 1)) + log(share) - log1p(-share)
        }
        return min(sum, 1)
    }
}
