/// The normalizer of BERT and its descendants (MiniLM, BGE, E5 in English).
public struct BertNormalizer: Sendable, Equatable {
    /// Removes control and format characters and U+FFFD, and makes all white space plain spaces.
    public var cleansText: Bool
    /// Puts spaces around ideographs, so that each becomes a word.
    public var separatesIdeographs: Bool
    /// Decomposes letters and removes their nonspacing marks.
    public var stripsAccents: Bool
    /// Maps every scalar to lower case.
    public var lowercases: Bool

    public init(cleansText: Bool, separatesIdeographs: Bool, stripsAccents: Bool, lowercases: Bool) {
        self.cleansText = cleansText
        self.separatesIdeographs = separatesIdeographs
        self.stripsAccents = stripsAccents
        self.lowercases = lowercases
    }

    func apply(to text: [UInt8]) -> [UInt8] {
        var text = text
        if text.isASCII {
            if cleansText { cleanASCII(&text) }
        } else {
            if cleansText || separatesIdeographs { text = cleaned(text.span) }
            if stripsAccents {
                text = UnicodeForm.canonicalDecomposition.apply(to: text).removingScalars(of: .nonspacingMark)
            }
        }
        return lowercases ? text.lowercasedByScalar() : text
    }

    private func cleanASCII(_ text: inout [UInt8]) {
        var kept = 0
        for offset in text.indices {
            let byte = text[offset]
            if byte >= 0x20, byte != 0x7f {
                text[kept] = byte
            } else if byte == 0x09 || byte == 0x0a || byte == 0x0d {
                text[kept] = 0x20
            } else {
                continue
            }
            kept += 1
        }
        text.removeLast(text.count - kept)
    }

    private func cleaned(_ source: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(source.count + source.count / 2)
        var position = 0
        while let (value, range) = source.nextScalar(at: &position) {
            let classes = ScalarClasses.of(value)
            if cleansText {
                if value == 0x09 || value == 0x0a || value == 0x0d {
                    result.append(0x20)
                    continue
                }
                if value == 0xfffd || classes.contains(.other) { continue }
                if classes.contains(.whitespace) {
                    result.append(0x20)
                    continue
                }
            }
            if separatesIdeographs, classes.contains(.ideograph) {
                result.append(0x20)
                result.append(source, in: range)
                result.append(0x20)
            } else {
                result.append(source, in: range)
            }
        }
        return result
    }
}
