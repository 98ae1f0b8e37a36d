/// The longest common subsequence of two token rows (Wagner and Fischer's dynamic programme, after equal ends are cut
/// off), and what lies between its members.
///
/// Tokens are equal if their stems are, or if one is a typing error of the other: one letter added, left out or
/// exchanged, or two neighbours swapped, in a word that the lexicon does not know.
struct Alignment {
    private let left: PromptText
    private let right: PromptText
    private(set) var slots: [PromptPair.Slot] = []

    /// Cells of the table; larger differences are one slot.
    private static let largestTable = 1 << 20

    init(_ left: PromptText, _ right: PromptText) {
        self.left = left
        self.right = right
        align()
    }

    private mutating func align() {
        let (left, right) = (left.tokens, right.tokens)
        var start = 0
        while start < left.count, start < right.count, left[start].stem == right[start].stem { start += 1 }
        var leftEnd = left.count
        var rightEnd = right.count
        while leftEnd > start, rightEnd > start, left[leftEnd - 1].stem == right[rightEnd - 1].stem {
            leftEnd -= 1
            rightEnd -= 1
        }
        let (rows, columns) = (leftEnd - start, rightEnd - start)
        guard rows > 0, columns > 0, rows * columns <= Self.largestTable else {
            addSlot(start..<leftEnd, start..<rightEnd)
            return
        }
        let lengths = commonLengths(start, rows: rows, columns: columns)
        trace(lengths, start: start, rows: rows, columns: columns)
    }

    /// The length of the longest common subsequence of what follows each pair of positions.
    private func commonLengths(_ start: Int, rows: Int, columns: Int) -> [UInt16] {
        let width = columns + 1
        let lefts = left.tokens[start..<(start + rows)].map(\.stem)
        let rights = right.tokens[start..<(start + columns)].map(\.stem)
        var lengths = [UInt16](repeating: 0, count: (rows + 1) * width)
        for row in stride(from: rows - 1, through: 0, by: -1) {
            for column in stride(from: columns - 1, through: 0, by: -1) {
                let cell = row * width + column
                lengths[cell] =
                    lefts[row] == rights[column]
                    ? lengths[cell + width + 1] + 1 : max(lengths[cell + width], lengths[cell + 1])
            }
        }
        return lengths
    }

    private mutating func trace(_ lengths: [UInt16], start: Int, rows: Int, columns: Int) {
        let width = columns + 1
        var (row, column) = (0, 0)
        var (slotRow, slotColumn) = (0, 0)
        while row < rows, column < columns {
            if left.tokens[start + row].stem == right.tokens[start + column].stem {
                addSlot((start + slotRow)..<(start + row), (start + slotColumn)..<(start + column))
                row += 1
                column += 1
                (slotRow, slotColumn) = (row, column)
            } else if lengths[(row + 1) * width + column] >= lengths[row * width + column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        addSlot((start + slotRow)..<(start + rows), (start + slotColumn)..<(start + columns))
    }

    private mutating func addSlot(_ leftRange: Range<Int>, _ rightRange: Range<Int>) {
        guard !leftRange.isEmpty || !rightRange.isEmpty else { return }
        if leftRange.count == 1, rightRange.count == 1,
            Typos.areVariants(
                left.tokens[leftRange.lowerBound], of: left, right.tokens[rightRange.lowerBound], of: right)
        {
            return
        }
        slots.append(PromptPair.Slot(left: leftRange, right: rightRange))
    }

    /// The positions of tokens in slots that have no counterpart in another slot.
    func unshared() -> (left: [Int], right: [Int]) {
        var lefts = slots.flatMap { Array($0.left) }
        var rights = slots.flatMap { Array($0.right) }
        guard !lefts.isEmpty, !rights.isEmpty else { return (lefts, rights) }
        var counts: [Word: Int] = [:]
        for position in rights { counts[right.tokens[position].stem, default: 0] += 1 }
        var shared: [Word: Int] = [:]
        lefts.removeAll { position in
            let stem = left.tokens[position].stem
            guard let count = counts[stem], count > 0 else { return false }
            counts[stem] = count - 1
            shared[stem, default: 0] += 1
            return true
        }
        rights.removeAll { position in
            let stem = right.tokens[position].stem
            guard let count = shared[stem], count > 0 else { return false }
            shared[stem] = count - 1
            return true
        }
        removeVariants(&lefts, &rights)
        return (lefts, rights)
    }

    private func removeVariants(_ lefts: inout [Int], _ rights: inout [Int]) {
        guard lefts.count * rights.count <= 1024 else { return }
        lefts.removeAll { position in
            let token = left.tokens[position]
            let match = rights.firstIndex { Typos.areVariants(token, of: left, right.tokens[$0], of: right) }
            guard let match else { return false }
            rights.remove(at: match)
            return true
        }
    }
}
