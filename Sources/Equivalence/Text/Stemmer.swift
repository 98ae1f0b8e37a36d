/// Takes English inflection off: plural, -ing, -ed and a final e, so that "increases", "increasing" and "increase" compare alike.
///
/// Much weaker than Porter's stemmer on purpose: it must never merge two words that mean different things, and "useful"
/// and "useless" are such. Irregular forms are in the lexicon.
enum Stemmer {
    static func stem(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard word.count > 3, word.first!.isASCII, word.last!.isLower else { return word }
        let singular = withoutPlural(word)
        return withoutFinalE(withoutVerbEnding(singular))
    }

    private static func withoutPlural(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard word.hasSuffix("s"), !word.hasSuffix("ss"), !word.hasSuffix("us"), !word.hasSuffix("is") else {
            return word
        }
        if word.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + Array("y".utf8) }
        for ending in ["sses", "shes", "ches", "xes", "zes"] as [StaticString] where word.hasSuffix(ending) {
            return word.dropLast(2)
        }
        return word.dropLast()
    }

    private static func withoutVerbEnding(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let root: ArraySlice<UInt8>
        if word.hasSuffix("ing") {
            root = word.dropLast(3)
        } else if word.hasSuffix("ied"), word.count > 4 {
            return word.dropLast(3) + Array("y".utf8)
        } else if word.hasSuffix("ed"), !word.hasSuffix("eed") {
            root = word.dropLast(2)
        } else {
            return word
        }
        guard root.count >= 3, root.contains(where: \.isVowel) else { return word }
        if isShort(root) { return root + Array("e".utf8) }
        guard root.count > 3, let last = root.last, root[root.endIndex - 2] == last, !last.isVowel,
            !root.hasSuffix("ll"), !root.hasSuffix("ss")
        else { return root }
        return root.dropLast()
    }

    /// One syllable that ends in a single consonant after a single vowel: "clos", "mak". It has lost its e.
    private static func isShort(_ root: ArraySlice<UInt8>) -> Bool {
        let end = root.endIndex
        guard !root[end - 1].isVowel, !root.hasSuffix("w"), !root.hasSuffix("x"), root[end - 2].isVowel else {
            return false
        }
        return !root[..<(end - 2)].contains(where: \.isVowel)
    }

    /// Takes a final e off, but not where it tells two short words apart: "note" and "not", "plane" and "plan".
    private static func withoutFinalE(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard word.hasSuffix("e"), word.count > 4, word.count > 5 || !isShort(word.dropLast()) else { return word }
        return word.dropLast()
    }
}

extension Collection where Element == UInt8, Self: BidirectionalCollection {
    /// Whether the bytes end in an ASCII string.
    func hasSuffix(_ suffix: StaticString) -> Bool {
        let length = suffix.utf8CodeUnitCount
        guard count >= length else { return false }
        var position = endIndex
        for offset in stride(from: length - 1, through: 0, by: -1) {
            position = index(before: position)
            if self[position] != suffix.utf8Start[offset] { return false }
        }
        return true
    }
}
