/// What is done to a text as a whole before it is cut into words, as `tokenizer.json` describes it.
public indirect enum Normalizer: Sendable {
    /// BERT's: cleaning, spaces around ideographs, accents, case.
    case bert(BertNormalizer)
    /// A Unicode normalization form.
    case unicodeForm(UnicodeForm)
    /// Every scalar to its lowercase mapping, without regard to its neighbours.
    case lowercase
    /// Removes combining marks; letters that carry theirs within stay as they are.
    case stripAccents
    /// Removes white space at the ends.
    case strip(left: Bool, right: Bool)
    /// Puts a text before a text that is not empty.
    case prepend(String)
    /// Replaces what matches a pattern.
    case replace(Replacement)
    /// The compiled character map of a SentencePiece model.
    case precompiled(PrecompiledCharacterMap)
    /// A map from single code points.
    case codePoints(CodePointMap)
    /// One after the other.
    case sequence([Normalizer])

    /// Normalizes UTF-8. Linear in the text's length.
    func apply(to text: [UInt8]) -> [UInt8] {
        switch self {
        case .bert(let normalizer): normalizer.apply(to: text)
        case .unicodeForm(let form): form.apply(to: text)
        case .lowercase: text.lowercasedByScalar()
        case .stripAccents: text.removingScalars(of: .mark)
        case .strip(let left, let right): text.trimmingWhitespace(left: left, right: right)
        case .prepend(let prefix): text.isEmpty ? text : prefix.utf8 + text
        case .replace(let replacement): replacement.apply(to: text)
        case .precompiled(let map): map.apply(to: text)
        case .codePoints(let map): map.apply(to: text)
        case .sequence(let normalizers): normalizers.reduce(text) { $1.apply(to: $0) }
        }
    }
}

// The steps that need no parameters of their own.
extension [UInt8] {
    /// Whether all characters are ASCII, which most steps treat without decoding.
    var isASCII: Bool {
        // Or-ing needs no branch for each byte, so the compiler can take many at once.
        reduce(0, |) < 0x80
    }

    func lowercasedByScalar() -> [UInt8] {
        guard !isASCII else { return map(lowercasedASCII) }
        var result: [UInt8] = []
        result.reserveCapacity(count + 8)
        let source = span
        var position = 0
        while let (value, range) = source.nextScalar(at: &position) {
            if value < 0x80 {
                result.append(lowercasedASCII(UInt8(value)))
            } else if let scalar = Unicode.Scalar(value), scalar.properties.changesWhenLowercased {
                result.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
            } else {
                result.append(source, in: range)
            }
        }
        return result
    }

    func removingScalars(of removed: ScalarClasses) -> [UInt8] {
        guard !isASCII else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(count)
        let source = span
        var position = 0
        while let (value, range) = source.nextScalar(at: &position) {
            if value < 0x80 || ScalarClasses.of(value).isDisjoint(with: removed) {
                result.append(source, in: range)
            }
        }
        return result
    }

    func trimmingWhitespace(left: Bool, right: Bool) -> [UInt8] {
        var firstKept = count
        var endOfKept = 0
        let source = span
        var position = 0
        while let (value, range) = source.nextScalar(at: &position) {
            guard !ScalarClasses.of(value).contains(.whitespace) else { continue }
            firstKept = Swift.min(firstKept, range.lowerBound)
            endOfKept = range.upperBound
        }
        guard firstKept < endOfKept else { return left || right ? [] : self }
        return Array(self[(left ? firstKept : 0)..<(right ? endOfKept : count)])
    }
}

@inline(__always)
private func lowercasedASCII(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
}
