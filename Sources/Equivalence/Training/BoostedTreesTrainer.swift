import Foundation

/// Grows boosted trees on labelled examples.
///
/// Every round fits one tree to the gradient of the logistic loss. A tree grows leaf by leaf, always splitting the leaf
/// that gains most; splits are sought over histograms of at most 64 bins a feature, which were cut once at the
/// features' quantiles. A feature may be required to be monotone (more similarity never lowers the score): a split that
/// turns its direction round is not taken, and both sides keep to the midpoint between their values from there on, so
/// the whole sum is monotone. Same examples, same options: same trees, bit for bit.
///
/// Sources: T. Chen, C. Guestrin, XGBoost (2016): second-order gains, shrinkage; G. Ke et al., LightGBM (2017):
/// histograms and growth by leaves.
struct BoostedTreesTrainer {
    struct Options {
        var rounds = 200
        var leaves = 24
        var learningRate: Float = 0.08
        /// Keeps the values of small leaves small.
        var regularisation: Float = 1
        /// The least weight (sum of second derivatives) on each side of a split.
        var minimumWeight: Float = 8
        var bins = 64
    }

    struct Example {
        var features: [Float]
        var isPositive: Bool
        var weight: Float
    }

    /// For each feature 1 (more is never worse), -1 (more is never better) or 0.
    let directions: [Int]
    var options = Options()

    func train(_ examples: [Example]) -> BoostedTrees {
        let table = BinnedTable(examples, featureCount: directions.count, binCount: options.bins)
        let positive = examples.reduce(Float(0)) { $0 + ($1.isPositive ? $1.weight : 0) }
        let total = examples.reduce(Float(0)) { $0 + $1.weight }
        let share = min(max(positive / max(total, 1e-6), 1e-3), 1 - 1e-3)
        var trees = BoostedTrees(base: log(share / (1 - share)))
        var margins = [Float](repeating: trees.base, count: examples.count)
        var gradients = [Gradient](repeating: Gradient(), count: examples.count)
        for _ in 0..<options.rounds {
            for (row, example) in examples.enumerated() {
                let probability = 1 / (1 + exp(-margins[row]))
                gradients[row] = Gradient(
                    first: ((example.isPositive ? 1 : 0) - probability) * example.weight,
                    second: max(probability * (1 - probability), 1e-6) * example.weight)
            }
            let growth = TreeGrowth(table: table, gradients: gradients, directions: directions, options: options)
            growth.append(to: &trees, margins: &margins)
        }
        return trees
    }
}

/// First and second derivative of the loss, of one example or summed over many.
struct Gradient {
    var first: Float = 0
    var second: Float = 0

    static func += (sum: inout Gradient, other: Gradient) {
        sum.first += other.first
        sum.second += other.second
    }

    static func - (left: Gradient, right: Gradient) -> Gradient {
        Gradient(first: left.first - right.first, second: left.second - right.second)
    }
}

/// The examples' features as bin numbers, one column after the other.
struct BinnedTable {
    let rowCount: Int
    /// `columns[feature][row]`.
    let columns: [[UInt8]]
    /// `cuts[feature][bin]`: the least value above the bin.
    let cuts: [[Float]]

    init(_ examples: [BoostedTreesTrainer.Example], featureCount: Int, binCount: Int) {
        rowCount = examples.count
        var columns: [[UInt8]] = []
        var cuts: [[Float]] = []
        for feature in 0..<featureCount {
            let values = examples.map { $0.features[feature] }
            let cut = Self.quantiles(of: values, count: binCount)
            columns.append(values.map { value in UInt8(cut.partitioningIndex { value < $0 }) })
            cuts.append(cut)
        }
        self.columns = columns
        self.cuts = cuts
    }

    /// Ascending and different, at most `count - 1`.
    private static func quantiles(of values: [Float], count: Int) -> [Float] {
        let sorted = values.sorted()
        guard let first = sorted.first else { return [] }
        var cuts: [Float] = []
        for bin in 1..<count {
            let cut = sorted[bin * sorted.count / count]
            if cut > cuts.last ?? first { cuts.append(cut) }
        }
        return cuts
    }
}

extension Array {
    /// The first position whose element satisfies `isAbove`, in an array where all after it do.
    fileprivate func partitioningIndex(where isAbove: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isAbove(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
