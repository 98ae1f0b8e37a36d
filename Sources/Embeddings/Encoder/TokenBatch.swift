/// Sequences of token ids, one after the other without padding, as the encoder takes them.
struct TokenBatch: Sendable, Equatable {
    private(set) var ids: [Int32] = []
    private(set) var lengths: [Int] = []

    init() {}

    /// - Parameter sequences: with begin and end.
    init(_ sequences: [[Int32]]) {
        for sequence in sequences {
            ids += sequence
            lengths.append(sequence.count)
        }
    }

    mutating func append(begin: Int32, _ tokens: ArraySlice<Int32>, end: Int32) {
        ids.append(begin)
        ids += tokens
        ids.append(end)
        lengths.append(tokens.count + 2)
    }

    var longest: Int { lengths.max() ?? 0 }

    /// Cuts the batch between sequences so that no slice has more than `tokens` tokens, except one that
    /// consists of a single longer sequence.
    func slices(ofAtMost tokens: Int) -> [TokenBatch] {
        var slices: [TokenBatch] = []
        var slice = TokenBatch()
        var position = 0
        for length in lengths {
            if !slice.lengths.isEmpty && slice.ids.count + length > tokens {
                slices.append(slice)
                slice = TokenBatch()
            }
            slice.ids += ids[position..<position + length]
            slice.lengths.append(length)
            position += length
        }
        if !slice.lengths.isEmpty { slices.append(slice) }
        return slices
    }
}
