// A map from byte strings to numbers that answers "which keys begin here?" with one memory access per byte.
//
// A trie's edges are folded into one array of units. A node owns a base; the child along byte `b` can only stand
// at `base + b`, and stands there if that unit carries the label `b`. No two nodes share a base, so label and
// place together name the parent, and a unit needs no pointer back to it.
//
//     unit:  63          32 31         8 7      0
//            | value + 1   | base       | label |
//
// Invariants: a unit that is not in use is 0; one in use has a base, a value or both; every base has 256 units
// behind it, so a lookup never leaves the array. The first 256 units are free but for the root, which is unit 1 with
// the label 0: a leaf, whose base is 0, finds no child there.
//
// The array is flat and has no pointers: it can be stored as it is.
//
// J. Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure", IEEE Transactions on
// Software Engineering 15(9), 1989.

/// An immutable map from byte strings to numbers, read one byte at a time.
struct DoubleArrayTrie: Sendable {
    /// A place in the trie: what has been read so far.
    struct Node {
        fileprivate let unit: UInt64

        /// The value of the key that ends here, if one does.
        var value: Int32? {
            let stored = unit >> DoubleArrayTrie.valueShift
            return stored == 0 ? nil : Int32(truncatingIfNeeded: stored - 1)
        }
    }

    static let rootPlace = 1
    static let baseShift: UInt64 = 8
    static let baseMask: UInt64 = 0xff_ffff
    static let valueShift: UInt64 = 32
    /// Bases are 24 bits wide.
    static let maximumUnitCount = 1 << 24

    private let units: [UInt64]

    init(units: [UInt64]) {
        self.units = units
    }

    var root: Node { Node(unit: units[Self.rootPlace]) }

    /// The node reached from `node` by reading one more byte, or `nil` if no key goes on that way.
    @inline(__always)
    func child(of node: Node, along byte: UInt8) -> Node? {
        let base = (node.unit >> Self.baseShift) & Self.baseMask
        let unit = units[Int(base) + Int(byte)]
        // A unit in use exceeds 0xff; a free one is 0, which would otherwise pass for the label 0.
        guard unit & 0xff == UInt64(byte), unit > 0xff else { return nil }
        return Node(unit: unit)
    }

    /// The node reached by reading all of `bytes`.
    func descendant(of node: Node, along bytes: some Sequence<UInt8>) -> Node? {
        var node = node
        for byte in bytes {
            guard let next = child(of: node, along: byte) else { return nil }
            node = next
        }
        return node
    }

    var unitCount: Int { units.count }
}
