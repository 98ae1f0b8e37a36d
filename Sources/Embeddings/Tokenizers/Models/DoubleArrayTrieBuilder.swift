// Building a double array is packing: every node's children must find a base at which all of their places are
// free. The keys are sorted, so a node is a range of keys that share a prefix, and its children are sub-ranges.
// Free places form a doubly linked list. A node with a single child (most are) takes the first free place; a node
// with several tries a bounded number of free places and then goes to the end of the array. The holes it leaves
// are filled by single children later, so the array stays nearly dense, and the bound keeps the time linear.

extension DoubleArrayTrie {
    /// Maps every piece to its id; a piece that occurs twice maps to the last id.
    ///
    /// - Parameter isExcluded: pieces that must never match.
    /// - Throws: `TokenizerError.invalidVocabulary` when the pieces need more than 16 million units.
    /// - Complexity: O(n log n) for n pieces, plus their bytes.
    init(_ pieces: PieceList, excluding isExcluded: (Int) -> Bool = { _ in false }) throws(TokenizerError) {
        var builder = DoubleArrayTrieBuilder(keys: SortedKeys(pieces, excluding: isExcluded))
        try builder.build()
        self.init(units: builder.units)
    }
}

/// The pieces of a vocabulary in the order of their bytes.
private struct SortedKeys {
    private struct Key {
        /// The first eight bytes, big-endian, padded with 0: decides most comparisons.
        let prefix: UInt64
        let id: Int32
    }

    let pieces: PieceList
    private let keys: [Key]

    init(_ pieces: PieceList, excluding isExcluded: (Int) -> Bool) {
        self.pieces = pieces
        var keys: [Key] = []
        keys.reserveCapacity(pieces.count)
        for id in 0..<pieces.count where !pieces[id].isEmpty && !isExcluded(id) {
            keys.append(Key(prefix: Self.prefix(of: pieces[id]), id: Int32(id)))
        }
        keys.sort { left, right in
            guard left.prefix == right.prefix else { return left.prefix < right.prefix }
            let leftPiece = pieces[Int(left.id)]
            let rightPiece = pieces[Int(right.id)]
            if leftPiece.elementsEqual(rightPiece) { return left.id < right.id }
            return leftPiece.lexicographicallyPrecedes(rightPiece)
        }
        self.keys = keys
    }

    private static func prefix(of piece: ArraySlice<UInt8>) -> UInt64 {
        var prefix: UInt64 = 0
        var shift: UInt64 = 64
        for byte in piece {
            shift -= 8
            prefix |= UInt64(byte) << shift
            if shift == 0 { break }
        }
        return prefix
    }

    var count: Int { keys.count }

    func id(_ index: Int) -> Int32 { keys[index].id }

    /// The byte of key `index` at `depth`, or `nil` if the key ends there.
    func byte(_ index: Int, at depth: Int) -> UInt8? {
        let id = Int(keys[index].id)
        let position = Int(pieces.offsets[id]) + depth
        return position < Int(pieces.offsets[id + 1]) ? pieces.bytes[position] : nil
    }
}

private struct DoubleArrayTrieBuilder {
    /// A node whose children are still to be placed: the keys in `range` share their first `depth` bytes.
    private struct PendingNode {
        let unit: Int
        let range: Range<Int>
        let depth: Int
    }

    /// How many free places a node with several children tries before it goes to the end of the array.
    private static let maximumTries = 32

    private let keys: SortedKeys
    private(set) var units: [UInt64] = []
    private var places = FreePlaces()
    private var isBase: [Bool] = []
    private var pending: [PendingNode] = []
    /// The children of the node at hand: their labels, and where each child's keys begin.
    private var labels: [UInt8] = []
    private var starts: [Int] = []

    init(keys: SortedKeys) {
        self.keys = keys
    }

    mutating func build() throws(TokenizerError) {
        // No child stands among the first 256 units: that is where a leaf, whose base is 0, looks for children.
        try reserve(through: 256)
        for place in 0..<256 { places.take(place) }
        pending = [PendingNode(unit: DoubleArrayTrie.rootPlace, range: 0..<keys.count, depth: 0)]
        while let node = pending.popLast() {
            try placeChildren(of: node)
        }
        // A lookup reaches 255 units beyond the last base, and none further.
        let lastBase = isBase.lastIndex(of: true) ?? 0
        try reserve(through: lastBase + 256)
        units.removeLast(units.count - (lastBase + 256))
    }

    private mutating func placeChildren(of node: PendingNode) throws(TokenizerError) {
        var first = node.range.lowerBound
        while first < node.range.upperBound, keys.byte(first, at: node.depth) == nil {
            // Equal keys are sorted by id, so the last one stays.
            setValue(keys.id(first), at: node.unit)
            first += 1
        }
        guard first < node.range.upperBound else { return }

        collectChildren(of: first..<node.range.upperBound, atDepth: node.depth)
        let base = try findBase()
        isBase[base] = true
        units[node.unit] |= UInt64(base) << DoubleArrayTrie.baseShift
        for index in labels.indices {
            let child = base + Int(labels[index])
            places.take(child)
            units[child] = UInt64(labels[index])
            pending.append(
                PendingNode(unit: child, range: starts[index]..<starts[index + 1], depth: node.depth + 1))
        }
    }

    private mutating func collectChildren(of range: Range<Int>, atDepth depth: Int) {
        labels.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        for index in range {
            let label = keys.byte(index, at: depth)!
            if labels.last != label {
                labels.append(label)
                starts.append(index)
            }
        }
        starts.append(range.upperBound)
    }

    private mutating func setValue(_ value: Int32, at unit: Int) {
        let withoutValue = units[unit] & ((1 << DoubleArrayTrie.valueShift) - 1)
        units[unit] = withoutValue | (UInt64(value) + 1) << DoubleArrayTrie.valueShift
    }

    /// A base, not in use, at which the places of all labels are free.
    private mutating func findBase() throws(TokenizerError) -> Int {
        let firstLabel = Int(labels[0])
        let maximumTries = labels.count == 1 ? Int.max : Self.maximumTries
        var place = places.first
        var tries = 0
        while let candidate = place, tries < maximumTries {
            let base = candidate - firstLabel
            if !isBase[base], areOtherLabelsFree(at: base) { return base }
            place = places.next(after: candidate)
            tries += 1
        }
        var base = units.count - firstLabel
        while base < units.count, isBase[base] { base += 1 }
        try reserve(through: base + 256)
        return base
    }

    private func areOtherLabelsFree(at base: Int) -> Bool {
        for index in 1..<labels.count {
            let place = base + Int(labels[index])
            guard place < units.count, places.isFree(place) else { return false }
        }
        return true
    }

    private mutating func reserve(through count: Int) throws(TokenizerError) {
        guard count <= DoubleArrayTrie.maximumUnitCount else {
            throw .invalidVocabulary("its pieces need more than 16 million trie units")
        }
        guard count > units.count else { return }
        let added = count - units.count
        units.append(contentsOf: repeatElement(0, count: added))
        isBase.append(contentsOf: repeatElement(false, count: added))
        places.append(added)
    }
}

/// The places that are not in use, in ascending order, as a doubly linked list inside two arrays.
private struct FreePlaces {
    private static let none: Int32 = -1
    private static let taken: Int32 = -2

    private var nextPlace: [Int32] = []
    private var previousPlace: [Int32] = []
    private var head = FreePlaces.none
    private var tail = FreePlaces.none

    var first: Int? { head == Self.none ? nil : Int(head) }

    func next(after place: Int) -> Int? {
        let next = nextPlace[place]
        return next == Self.none ? nil : Int(next)
    }

    func isFree(_ place: Int) -> Bool { nextPlace[place] != Self.taken }

    mutating func append(_ count: Int) {
        for _ in 0..<count {
            let place = Int32(nextPlace.count)
            nextPlace.append(Self.none)
            previousPlace.append(tail)
            if tail == Self.none { head = place } else { nextPlace[Int(tail)] = place }
            tail = place
        }
    }

    mutating func take(_ place: Int) {
        let next = nextPlace[place]
        let previous = previousPlace[place]
        if previous == Self.none { head = next } else { nextPlace[Int(previous)] = next }
        if next == Self.none { tail = previous } else { previousPlace[Int(next)] = previous }
        nextPlace[place] = Self.taken
    }
}
