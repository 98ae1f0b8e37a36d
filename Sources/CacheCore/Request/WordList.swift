/// A short list of lower-case words that is looked for at every word of a text.
///
/// Nearly all words are told apart by their first three letters, with one look into a table of bits. Only the rest
/// is compared as a text.
struct WordList: Sendable {
    private let words: Set<String>
    /// One bit for each of 32^3 beginnings.
    private let beginnings: [UInt64]

    /// - Parameter words: lower-case ASCII letters, three or more each.
    init(_ words: Set<String>) {
        self.words = words
        var beginnings = [UInt64](repeating: 0, count: 512)
        for word in words {
            let letters = Array(word.utf8)
            let index = Self.index(letters[0], letters[1], letters[2])
            beginnings[index >> 6] |= 1 << (index & 63)
        }
        self.beginnings = beginnings
    }

    /// The position behind the word at `start` if that is in the list, in whatever case.
    func end(of cursor: ByteCursor, at start: Int) -> Int? {
        let index = Self.index(cursor[start], cursor[start + 1], cursor[start + 2])
        guard beginnings[index >> 6] >> (index & 63) & 1 == 1, let (word, end) = cursor.word(at: start),
            words.contains(word)
        else { return nil }
        return end
    }

    private static func index(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        Int(first & 31) << 10 | Int(second & 31) << 5 | Int(third & 31)
    }
}
