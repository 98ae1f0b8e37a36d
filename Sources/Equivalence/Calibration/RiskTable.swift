import CacheCore

/// Which score keeps which share of wrong answers among those served.
///
/// Labelled pairs are taken from the highest score down. At each step the share of wrong ones among all above it is
/// known up to chance; its upper confidence limit is the risk that can be promised there. Going down, a risk is promised
/// at the last step before its limit is first exceeded ("fixed sequence testing": the steps are fixed by the number of
/// pairs alone, and stopping at the first failure is what makes one confidence hold for the whole sequence). The first
/// step is at a tenth of the pairs, or at three over the risk where that is more, because fewer cannot prove it even
/// when none is wrong; each further step takes two percent more, which is also what the last step may fall short by.
///
/// Where the risk is a share of all lookups, it is bounded in the mean by conformal risk control: the lowest score at
/// which (wrong + 1) / (pairs + 1) stays within the risk.
///
/// Source of the latter: A. Angelopoulos et al., Conformal Risk Control (2022).
public struct RiskTable: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        public let risk: Double
        public let threshold: Float
        /// Of the labelled pairs, how many are served at the threshold, and how many of these are wrong.
        public let served: Int
        public let wrong: Int
    }

    /// The risks that are tabulated: from one in two hundred to one in five.
    static let risks: [Double] = [0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2]

    /// Ascending by risk; a risk that cannot be promised has no row.
    let rows: [Row]

    init(rows: [Row]) {
        self.rows = rows
    }

    /// - Parameters:
    ///   - labels: scores with what they should have been.
    ///   - risks: ascending.
    ///   - confidence: one-sided.
    init(
        _ labels: [(score: Float, isSame: Bool)], basis: RiskBasis = .hits, risks: [Double] = risks,
        confidence: Double = 0.95
    ) {
        let sorted = labels.sorted { $0.score > $1.score }
        let found = risks.compactMap { risk in
            switch basis {
            case .hits: Self.row(risk: risk, sorted: sorted, confidence: confidence)
            case .lookups: Self.conformalRow(risk: risk, sorted: sorted)
            }
        }
        // What keeps a smaller risk keeps a larger one too, whose steps lie elsewhere.
        rows = found.reduce(into: []) { rows, row in
            guard let stricter = rows.last, stricter.threshold < row.threshold else { return rows.append(row) }
            rows.append(
                Row(risk: row.risk, threshold: stricter.threshold, served: stricter.served, wrong: stricter.wrong))
        }
    }

    private static func conformalRow(risk: Double, sorted: [(score: Float, isSame: Bool)]) -> Row? {
        var best: Row?
        var served = 0
        var wrong = 0
        while served < sorted.count {
            let score = sorted[served].score
            while served < sorted.count, sorted[served].score == score {
                if !sorted[served].isSame { wrong += 1 }
                served += 1
            }
            guard Double(wrong + 1) <= risk * Double(sorted.count + 1) else { break }
            best = Row(risk: risk, threshold: score, served: served, wrong: wrong)
        }
        return best
    }

    private static func row(
        risk: Double, sorted: [(score: Float, isSame: Bool)], confidence: Double
    ) -> Row? {
        var best: Row?
        var served = 0
        var wrong = 0
        var step = max(Int((3 / risk).rounded(.up)), sorted.count / 10)
        while served < sorted.count {
            let score = sorted[served].score
            while served < sorted.count, sorted[served].score == score {
                if !sorted[served].isSame { wrong += 1 }
                served += 1
            }
            guard served >= step else { continue }
            step = max(served + 1, served * 51 / 50)
            guard BinomialLimit.upper(wrong: wrong, of: served, confidence: confidence) <= risk else { break }
            best = Row(risk: risk, threshold: score, served: served, wrong: wrong)
        }
        return best
    }

    /// The lowest threshold for at most `risk`: that of the largest tabulated risk that is not above it.
    func threshold(risk: Double) -> Float? {
        rows.last { $0.risk <= risk + 1e-9 }?.threshold
    }
}
