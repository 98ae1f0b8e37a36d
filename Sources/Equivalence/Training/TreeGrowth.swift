/// Grows one tree, leaf by leaf.
struct TreeGrowth {
    let table: BinnedTable
    let gradients: [Gradient]
    let directions: [Int]
    let options: BoostedTreesTrainer.Options

    private struct Leaf {
        var rows: [Int32]
        var sum: Gradient
        /// What a monotone feature further up allows as a value.
        var bounds: ClosedRange<Float>
        var node: Int
        var split: Split?
    }

    private struct Split {
        var feature: Int
        var bin: Int
        var gain: Float
        var below: Gradient
    }

    /// Appends the tree and adds its values to the margins of the examples.
    func append(to trees: inout BoostedTrees, margins: inout [Float]) {
        let rows = (0..<Int32(table.rowCount)).map { $0 }
        var sum = Gradient()
        for gradient in gradients { sum += gradient }
        let infinity = Float.greatestFiniteMagnitude
        var root = Leaf(rows: rows, sum: sum, bounds: -infinity...infinity, node: trees.nodes.count)
        root.split = bestSplit(of: root)
        trees.roots.append(UInt16(root.node))
        trees.nodes.append(.leaf(0))
        var leaves = [root]
        while leaves.count < options.leaves, let next = leaves.indices.max(by: { gain(leaves[$0]) < gain(leaves[$1]) }),
            let split = leaves[next].split
        {
            let children = divide(leaves[next], at: split, in: &trees)
            leaves[next] = children.below
            leaves.append(children.above)
        }
        for leaf in leaves {
            let value = value(of: leaf.sum, within: leaf.bounds) * options.learningRate
            trees.nodes[leaf.node] = .leaf(value)
            for row in leaf.rows { margins[Int(row)] += value }
        }
    }

    private func gain(_ leaf: Leaf) -> Float { leaf.split?.gain ?? -1 }

    private func divide(
        _ leaf: Leaf, at split: Split, in trees: inout BoostedTrees
    ) -> (below: Leaf, above: Leaf) {
        let column = table.columns[split.feature]
        let above = leaf.sum - split.below
        let node = trees.nodes.count
        trees.nodes[leaf.node] = BoostedTrees.Node(
            feature: Int16(split.feature), value: table.cuts[split.feature][split.bin], below: UInt16(node),
            above: UInt16(node + 1))
        trees.nodes += [.leaf(0), .leaf(0)]
        var bounds = (below: leaf.bounds, above: leaf.bounds)
        if directions[split.feature] != 0 {
            let middle = (value(of: split.below, within: leaf.bounds) + value(of: above, within: leaf.bounds)) / 2
            bounds =
                directions[split.feature] > 0
                ? (leaf.bounds.lowerBound...middle, middle...leaf.bounds.upperBound)
                : (middle...leaf.bounds.upperBound, leaf.bounds.lowerBound...middle)
        }
        var children = (
            below: Leaf(
                rows: leaf.rows.filter { column[Int($0)] <= split.bin }, sum: split.below, bounds: bounds.below,
                node: node),
            above: Leaf(
                rows: leaf.rows.filter { column[Int($0)] > split.bin }, sum: above, bounds: bounds.above,
                node: node + 1)
        )
        children.below.split = bestSplit(of: children.below)
        children.above.split = bestSplit(of: children.above)
        return children
    }

    private func bestSplit(of leaf: Leaf) -> Split? {
        var best: Split?
        let whole = quality(of: leaf.sum, within: leaf.bounds)
        for feature in directions.indices where !table.cuts[feature].isEmpty {
            let histogram = histogram(of: leaf.rows, feature: feature)
            var below = Gradient()
            for bin in table.cuts[feature].indices {
                below += histogram[bin]
                let above = leaf.sum - below
                guard below.second >= options.minimumWeight else { continue }
                guard above.second >= options.minimumWeight else { break }
                let values = (value(of: below, within: leaf.bounds), value(of: above, within: leaf.bounds))
                guard Float(directions[feature]) * (values.1 - values.0) >= 0 else { continue }
                let gain = quality(of: below, within: leaf.bounds) + quality(of: above, within: leaf.bounds) - whole
                if gain > max(best?.gain ?? 0, 1e-4) {
                    best = Split(feature: feature, bin: bin, gain: gain, below: below)
                }
            }
        }
        return best
    }

    private func histogram(of rows: [Int32], feature: Int) -> [Gradient] {
        var histogram = [Gradient](repeating: Gradient(), count: table.cuts[feature].count + 1)
        let column = table.columns[feature]
        for row in rows {
            histogram[Int(column[Int(row)])] += gradients[Int(row)]
        }
        return histogram
    }

    /// The leaf's best value by Newton's step.
    private func value(of sum: Gradient, within bounds: ClosedRange<Float>) -> Float {
        min(max(sum.first / (sum.second + options.regularisation), bounds.lowerBound), bounds.upperBound)
    }

    /// By how much the leaf's value lowers the loss, to second order.
    private func quality(of sum: Gradient, within bounds: ClosedRange<Float>) -> Float {
        let value = value(of: sum, within: bounds)
        return value * sum.first - 0.5 * value * value * (sum.second + options.regularisation)
    }
}
