/// Scores that say what a model is worth on pairs it has not seen: every pair is scored by a model that was trained without its
/// group, in five folds.
enum CrossFitting {
    static let foldCount = 5

    /// The corpus is split by the last digit of the same hash, so the folds take the next ones.
    static func fold(of group: String) -> Int {
        Int(StableHash.of(group.utf8) / 10 % UInt64(foldCount))
    }

    /// The margin of each example.
    ///
    /// - Parameters:
    ///   - groups: one for each example.
    ///   - train: makes a model, which gives a margin to features.
    static func margins(
        _ examples: [BoostedTreesTrainer.Example], groups: [String],
        train: ([BoostedTreesTrainer.Example]) -> ([Float]) -> Float
    ) -> [Float] {
        let folds = groups.map(fold)
        var margins = [Float](repeating: 0, count: examples.count)
        for fold in 0..<foldCount {
            let margin = train(zip(examples, folds).filter { $1 != fold }.map(\.0))
            for (position, example) in examples.enumerated() where folds[position] == fold {
                margins[position] = margin(example.features)
            }
        }
        return margins
    }
}
