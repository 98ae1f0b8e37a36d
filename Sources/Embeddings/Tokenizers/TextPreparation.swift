/// What happens to a text before the model sees it: normalization, then the cut into words.
struct TextPreparation: Sendable {
    let normalizer: Normalizer?
    let preTokenizer: PreTokenizer?

    init(normalizer: Normalizer?, preTokenizer: PreTokenizer?) {
        self.normalizer = normalizer
        self.preTokenizer = preTokenizer
        // Unicode's tables are gathered at their first use, which takes 50 ms: now, rather than in a request.
        _ = apply(to: "e\u{301}")
    }

    func apply(to text: String) -> WordList {
        let bytes = Array(text.utf8)
        let words = WordList(normalizer?.apply(to: bytes) ?? bytes)
        return preTokenizer?.apply(to: words) ?? words
    }
}

extension SpecialTokens {
    /// The ids that are set.
    var all: [Int32] { [begin, end, padding, unknown].compactMap(\.self) }

    func validate(vocabularySize: Int) throws(TokenizerError) {
        for id in all where id < 0 || Int(id) >= vocabularySize {
            throw .invalidVocabulary("the special token \(id) is not one of its \(vocabularySize) ids")
        }
    }
}
