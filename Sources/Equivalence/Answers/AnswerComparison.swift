import CacheCore

/// Tells whether two answers say the same, from their words alone.
///
/// Only clear cases are decided: the same words up to punctuation, case and synonyms; short answers that share no word
/// ("Paris", "Berlin"); yes against no; texts that differ in nothing but their numbers. Two free texts in different words
/// may say the same, and nobody can tell without understanding them: that is `unknown`, and no label.
struct AnswerComparison {
    /// Bytes of an answer that are compared word by word; longer ones are only compared as wholes.
    private static let comparedBytes = 4_000
    /// Words of an answer that may be a bare fact.
    private static let factLength = 5

    /// An answer that is taken apart at most once, however many others it is compared with: that is nearly all of the
    /// work.
    final class Answer {
        let text: String
        fileprivate private(set) lazy var words = PromptText(text)

        init(_ text: String) {
            self.text = text
        }
    }

    static func relation(of answer: String, to other: String) -> AnswerRelation {
        relation(of: Answer(answer), to: Answer(other))
    }

    static func relation(of answer: Answer, to other: Answer) -> AnswerRelation {
        if answer.text.utf8.elementsEqual(other.text.utf8) { return .same }
        guard max(answer.text.utf8.count, other.text.utf8.count) <= comparedBytes else { return .unknown }
        let pair = PromptPair(answer.words, other.words)
        guard !pair.left.tokens.isEmpty, !pair.right.tokens.isEmpty else { return .unknown }
        if pair.left.tokens.map(\.stem) == pair.right.tokens.map(\.stem) { return .same }
        if let polarity = Polarity(pair.left), let otherPolarity = Polarity(pair.right) {
            return polarity == otherPolarity ? .unknown : .different
        }
        if differsInNumbersOnly(pair) || areDistinctFacts(pair) { return .different }
        return .unknown
    }

    /// "It costs 5 euros" and "It costs 7 euros".
    private static func differsInNumbersOnly(_ pair: PromptPair) -> Bool {
        let left = pair.leftOnly.map { pair.left.tokens[$0] }
        let right = pair.rightOnly.map { pair.right.tokens[$0] }
        return !left.isEmpty && left.count == right.count && (left + right).allSatisfy { $0.number != nil }
    }

    /// Bare facts that have no word in common; a number beside a word may be the same said otherwise.
    private static func areDistinctFacts(_ pair: PromptPair) -> Bool {
        let (left, right) = (pair.left.tokens, pair.right.tokens)
        guard left.count <= factLength, right.count <= factLength,
            pair.leftOnly.count == left.count, pair.rightOnly.count == right.count
        else { return false }
        let hasNumbers = (left.contains { $0.number != nil }, right.contains { $0.number != nil })
        return hasNumbers.0 == hasNumbers.1 && Polarity(pair.left) == nil && Polarity(pair.right) == nil
    }

    /// What an answer to a yes-or-no question begins with.
    private enum Polarity {
        case yes
        case no

        private static let yesWords = Set(
            ["yes", "yeah", "yep", "correct", "true", "right", "sure", "certainly", "是", "是的", "对", "对的", "可以", "能"]
                .map { Word($0) })
        private static let noWords = Set(
            ["no", "nope", "false", "incorrect", "wrong", "不", "不是", "不可以", "不能", "不行", "否", "没有"].map { Word($0) })

        init?(_ text: PromptText) {
            guard let first = text.tokens.first else { return nil }
            if Self.yesWords.contains(first.word) {
                self = .yes
            } else if Self.noWords.contains(first.word) {
                self = .no
            } else {
                return nil
            }
        }
    }
}
