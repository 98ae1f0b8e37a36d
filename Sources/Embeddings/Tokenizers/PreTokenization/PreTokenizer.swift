/// How a normalized text is cut into words, each of which the model then cuts into pieces by itself.
public indirect enum PreTokenizer: Sendable, Equatable {
    /// BERT's: white space ends a word, and every punctuation character is a word.
    case bert
    /// Runs of word characters, and runs of anything else that is not white space: `\w+|[^\w\s]+`.
    case whitespace
    /// White space ends a word, and nothing else does.
    case whitespaceSplit
    /// SentencePiece's: white space becomes a visible mark at the beginning of words.
    case metaspace(Metaspace)
    /// One after the other.
    case sequence([PreTokenizer])

    func apply(to text: WordList) -> WordList {
        switch self {
        case .bert: text.cut { $0.contains(.punctuation) ? .alone : .word }
        case .whitespace: text.cut { $0.contains(.wordCharacter) ? .word : .otherWord }
        case .whitespaceSplit: text.cut { _ in .word }
        case .metaspace(let metaspace): metaspace.apply(to: text)
        case .sequence(let preTokenizers): preTokenizers.reduce(text) { $1.apply(to: $0) }
        }
    }
}

/// A text and where its words are. No word is empty.
struct WordList {
    let bytes: [UInt8]
    let words: [Range<Int>]

    init(bytes: [UInt8], words: [Range<Int>]) {
        self.bytes = bytes
        self.words = words
    }

    /// The whole text as one word.
    init(_ bytes: [UInt8]) {
        self.init(bytes: bytes, words: bytes.isEmpty ? [] : [0..<bytes.count])
    }

    /// How a character that is not white space joins its neighbours: with characters of its own kind, or not at all.
    enum Joining {
        case word
        case otherWord
        case alone
    }

    /// Cuts every word at white space, which is dropped, and where the kind of character changes.
    @inline(__always)
    func cut(by joining: (ScalarClasses) -> Joining) -> WordList {
        var cut: [Range<Int>] = []
        cut.reserveCapacity(max(words.count, bytes.count / 4))
        let source = bytes.span
        for word in words {
            var start = word.lowerBound
            var offset = word.lowerBound
            var current: Joining?
            while offset < word.upperBound {
                let (value, end) = source.scalar(at: offset)
                let classes = ScalarClasses.of(value)
                let next = classes.contains(.whitespace) ? nil : joining(classes)
                if next != current || next == .alone {
                    if current != nil { cut.append(start..<offset) }
                    start = offset
                    current = next
                }
                offset = end
            }
            if current != nil { cut.append(start..<word.upperBound) }
        }
        return WordList(bytes: bytes, words: cut)
    }
}
