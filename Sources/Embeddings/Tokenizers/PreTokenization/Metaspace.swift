/// SentencePiece's treatment of white space: a space becomes a mark (`▁`) that begins a word, so that a text can be put
/// together again from its pieces.
public struct Metaspace: Sendable, Equatable {
    /// Where a mark is put before a word that does not begin with one.
    public enum PrependScheme: String, Sendable {
        case always
        /// Only before the first word of the text.
        case first
        case never
    }

    public var replacement: Unicode.Scalar
    public var prependScheme: PrependScheme
    /// Whether every mark begins a new word.
    public var splits: Bool

    public init(
        replacement: Unicode.Scalar = "\u{2581}", prependScheme: PrependScheme = .always, splits: Bool = true
    ) {
        self.replacement = replacement
        self.prependScheme = prependScheme
        self.splits = splits
    }

    func apply(to text: WordList) -> WordList {
        let mark = Array(String(replacement).utf8)
        var bytes: [UInt8] = []
        var words: [Range<Int>] = []
        bytes.reserveCapacity(text.bytes.count + text.bytes.count / 2)
        words.reserveCapacity(max(text.words.count, splits ? text.bytes.count / 4 : 0))

        let source = text.bytes.span
        for (index, word) in text.words.enumerated() {
            var start = bytes.count
            let isFirst = index == 0 && word.lowerBound == 0
            if needsMark(source, in: word, mark: mark, isFirst: isFirst) { bytes.append(contentsOf: mark) }
            var offset = word.lowerBound
            while offset < word.upperBound {
                let end = offset + utf8Length(leadByte: source[offset])
                let isMark = begins(source, in: offset..<end, with: mark)
                if isMark || source[offset] == 0x20 {
                    if splits, start < bytes.count {
                        words.append(start..<bytes.count)
                        start = bytes.count
                    }
                    bytes.append(contentsOf: mark)
                } else {
                    bytes.append(source, in: offset..<end)
                }
                offset = end
            }
            words.append(start..<bytes.count)
        }
        return WordList(bytes: bytes, words: words)
    }

    private func needsMark(_ source: Span<UInt8>, in word: Range<Int>, mark: [UInt8], isFirst: Bool) -> Bool {
        switch prependScheme {
        case .never: false
        case .first where !isFirst: false
        case .first, .always: source[word.lowerBound] != 0x20 && !begins(source, in: word, with: mark)
        }
    }

    private func begins(_ source: Span<UInt8>, in range: Range<Int>, with mark: [UInt8]) -> Bool {
        guard range.count >= mark.count else { return false }
        for index in mark.indices where source[range.lowerBound + index] != mark[index] { return false }
        return true
    }
}
