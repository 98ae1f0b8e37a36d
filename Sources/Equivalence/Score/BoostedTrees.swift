/// A sum of small decision trees: what turns the evidence about two prompts into one number.
///
/// Each inner node compares one feature with a threshold and goes left when the feature is below it; the leaves'
/// values add up to the margin, the logarithm of the odds that the prompts want the same answer. Some hundred trees
/// of eight leaves take a few kilobytes and about a microsecond.
///
/// Source: J. Friedman, Greedy Function Approximation: A Gradient Boosting Machine (2001).
struct BoostedTrees: Sendable, Equatable {
    struct Node: Sendable, Equatable {
        /// Which feature is compared; negative for a leaf.
        var feature: Int16
        /// What the feature is compared with; a leaf's value.
        var value: Float
        /// Where to go on, counted from the first node of all: below the threshold, and otherwise.
        var below: UInt16 = 0
        var above: UInt16 = 0

        static func leaf(_ value: Float) -> Node { Node(feature: -1, value: value) }
    }

    /// The margin before any tree.
    var base: Float
    /// The nodes of all trees; children come after their parents.
    var nodes: [Node] = []
    /// The first node of each tree.
    var roots: [UInt16] = []

    /// The logarithm of the odds.
    ///
    /// - Parameter features: at least as many as the trees ask for.
    func margin(_ features: [Float]) -> Float {
        var margin = base
        for root in roots {
            var node = nodes[Int(root)]
            while node.feature >= 0 {
                let isBelow = features[Int(node.feature)] < node.value
                node = nodes[Int(isBelow ? node.below : node.above)]
            }
            margin += node.value
        }
        return margin
    }
}
