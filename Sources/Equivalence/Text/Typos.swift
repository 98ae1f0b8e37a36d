/// Tells typing errors and spelling variants from other words.
enum Typos {
    /// Whether one word may be a mistyped form of the other: both are words of four letters or more, at most one of
    /// them is in the lexicon, and they begin alike and are one edit apart (a letter added, left out, exchanged or two swapped).
    static func areVariants(_ one: Token, of left: PromptText, _ other: Token, of right: PromptText) -> Bool {
        guard one.kind == .word, other.kind == .word else { return false }
        let (first, second) = (left.bytes[one.range], right.bytes[other.range])
        guard first.count >= 4, second.count >= 4, abs(first.count - second.count) <= 1 else { return false }
        guard one.entry < 0 || other.entry < 0 else { return false }
        guard first.last!.isLower || first.last!.isDigit, second.last!.isASCII else { return false }
        return first.first == second.first && isOneEdit(first, second)
    }

    /// Whether two words are at most one edit apart (Damerau's distance).
    static func isOneEdit(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> Bool {
        var (first, second) = (one, other)
        while let head = first.first, head == second.first {
            first.removeFirst()
            second.removeFirst()
        }
        while let tail = first.last, tail == second.last {
            first.removeLast()
            second.removeLast()
        }
        switch (first.count, second.count) {
        case (0, 0), (0, 1), (1, 0), (1, 1): return true
        case (2, 2): return first.first == second.last && first.last == second.first
        default: return false
        }
    }
}
