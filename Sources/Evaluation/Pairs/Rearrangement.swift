/// The sentences of a text in another order.
///
/// Whoever rewords a long prompt may move a sentence, so that moved words are a sign of rewordings among prompts written by hand.
/// A trap is a trap in any order: rearranged ones teach that order alone means little.
enum Rearrangement {
    private static let leastBytes = 120
    private static let leastSentences = 3

    /// The second half of the sentences before the first; nil for a text that is too short to have two halves.
    static func of(_ text: String) -> String? {
        guard text.utf8.count >= leastBytes else { return nil }
        var sentences: [String] = []
        var sentence = ""
        for character in text {
            sentence.append(character)
            if ".?!\n。？！".contains(character) {
                sentences.append(sentence)
                sentence = ""
            }
        }
        sentences.append(sentence)
        sentences = sentences.filter { $0.contains { $0.isLetter } }
        guard sentences.count >= leastSentences else { return nil }
        let middle = sentences.count / 2
        let spaced = sentences.map { String($0.drop(while: \.isWhitespace)) }
        return (spaced[middle...] + spaced[..<middle]).joined(separator: " ")
    }
}
