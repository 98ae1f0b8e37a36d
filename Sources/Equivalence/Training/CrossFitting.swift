/// Scores that say what a model is worth on pairs it has not seen: every pair is scored by trees that were grown without its
/// group, in five folds.
enum CrossFitting {
    static let foldCount = 5

    static func fold(of group: String) -> Int {
        Int(StableHash.of(group.utf8) % UInt64(foldCount))
    }

    /// The margin of each example.
    ///
    /// - Parameter groups: one for each example.
    static func margins(
        _ examples: [BoostedTreesTrainer.Example], groups: [String], trainer: BoostedTreesTrainer
    ) -> [Float] {
        let folds = groups.map(fold)
        var margins = [Float](repeating: 0, count: examples.count)
        for fold in 0..<foldCount {
            let trees = trainer.train(zip(examples, folds).filter { $1 != fold }.map(\.0))
            for (position, example) in examples.enumerated() where folds[position] == fold {
                margins[position] = trees.margin(example.features)
            }
        }
        return margins
    }
}
