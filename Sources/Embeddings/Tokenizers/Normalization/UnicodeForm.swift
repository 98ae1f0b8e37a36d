// Normalization: every scalar is decomposed, marks are brought into the order of their combining classes, and for the
// composed forms, pairs are put together again.
//
// This is written out here because the standard library's normalization takes quadratic time for long runs of
// marks, which anyone may send, composes some pairs wrongly (U+E0067 and U+0327 become U+0123), and follows a newer
// Unicode than the tokenizers that models were published with.
//
// Unicode Standard Annex 15; for Hangul, section 3.12 of the Unicode Standard.

/// The normalization forms of Unicode Standard Annex 15, as of Unicode 9.0.
public enum UnicodeForm: String, Sendable, CaseIterable {
    case canonicalComposition = "NFC"
    case canonicalDecomposition = "NFD"
    case compatibilityComposition = "NFKC"
    case compatibilityDecomposition = "NFKD"

    private var isComposed: Bool { self == .canonicalComposition || self == .compatibilityComposition }
    private var isCanonical: Bool { self == .canonicalComposition || self == .canonicalDecomposition }

    /// Brings UTF-8 into this form.
    ///
    /// - Complexity: O(n log n) in the longest run of marks, linear in everything else.
    func apply(to text: [UInt8]) -> [UInt8] {
        if text.isASCII { return text }
        let data = NormalizationData.shared
        guard !isStable(text.span, data) else { return text }
        var scalars = decomposed(text.span, data)
        if isComposed { compose(&scalars, data) }
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 4)
        for scalar in scalars { result.append(scalar: scalar) }
        return result
    }

    /// Whether no scalar changes, moves or composes.
    private func isStable(_ source: Span<UInt8>, _ data: NormalizationData) -> Bool {
        var position = 0
        while let (value, _) = source.nextScalar(at: &position) {
            guard value >= 0x80 else { continue }
            let properties = data.properties(of: value)
            let isStable =
                isComposed
                ? !properties.mayChangeUnderComposition
                : properties.combiningClass == 0 && properties.canonical.isEmpty && !Hangul.isSyllable(value)
            if !isStable || (!isCanonical && !properties.compatibility.isEmpty) { return false }
        }
        return true
    }

    /// The decomposition of a text, with marks in canonical order.
    private func decomposed(_ source: Span<UInt8>, _ data: NormalizationData) -> [UInt32] {
        var result: [UInt32] = []
        result.reserveCapacity(source.count)
        /// Where the run of marks at the end of `result` begins.
        var firstMark = 0
        var position = 0

        func append(_ value: UInt32) {
            if data.properties(of: value).combiningClass == 0 {
                sortMarks(of: &result, from: firstMark, data)
                firstMark = result.count + 1
            }
            result.append(value)
        }
        while let (value, _) = source.nextScalar(at: &position) {
            if Hangul.isSyllable(value) {
                Hangul.decompose(value, append)
                continue
            }
            let properties = data.properties(of: value)
            let isCompatibility = !isCanonical && !properties.compatibility.isEmpty
            let decomposition = isCompatibility ? properties.compatibility : properties.canonical
            if decomposition.isEmpty {
                append(value)
            } else {
                for part in decomposition { append(data.decompositions[part]) }
            }
        }
        sortMarks(of: &result, from: firstMark, data)
        return result
    }

    /// Sorts a run of marks by combining class, those of the same class in the order they have.
    private func sortMarks(of scalars: inout [UInt32], from first: Int, _ data: NormalizationData) {
        guard scalars.count > first + 1 else { return }
        let run = scalars[first...].enumerated().map { offset, scalar in
            (order: Int(data.properties(of: scalar).combiningClass) << 48 | offset, scalar: scalar)
        }
        for (offset, mark) in run.sorted(by: { $0.order < $1.order }).enumerated() {
            scalars[first + offset] = mark.scalar
        }
    }

    /// Puts every scalar together with the last starter before it, if they compose and nothing between them, of
    /// the same or a higher class, stands in the way.
    private func compose(_ scalars: inout [UInt32], _ data: NormalizationData) {
        var count = 0
        var starter: Int?
        /// The class of what stands between the starter and the next scalar; -1 if nothing does.
        var classBetween = -1
        for value in scalars {
            let properties = data.properties(of: value)
            let combiningClass = Int(properties.combiningClass)
            if let starter, classBetween < combiningClass, properties.mayChangeUnderComposition,
                let composite = Hangul.composition(scalars[starter], value)
                    ?? data.composition(scalars[starter], value)
            {
                scalars[starter] = composite
                continue
            }
            if combiningClass == 0 {
                starter = count
                classBetween = -1
            } else {
                classBetween = combiningClass
            }
            scalars[count] = value
            count += 1
        }
        scalars.removeLast(scalars.count - count)
    }
}

/// The syllables of Hangul, which are composed by arithmetic.
enum Hangul {
    private static let firstSyllable: UInt32 = 0xac00
    private static let firstLeading: UInt32 = 0x1100
    private static let firstVowel: UInt32 = 0x1161
    /// One before the first trailing consonant: it stands for none.
    private static let noTrailing: UInt32 = 0x11a7
    private static let leadingCount: UInt32 = 19
    private static let vowelCount: UInt32 = 21
    private static let trailingCount: UInt32 = 28

    static func isSyllable(_ value: UInt32) -> Bool {
        value >= firstSyllable && value < firstSyllable + leadingCount * vowelCount * trailingCount
    }

    /// Whether a jamo may join what stands before it.
    static func isVowelOrTrailing(_ value: UInt32) -> Bool {
        (value >= firstVowel && value < firstVowel + vowelCount)
            || (value > noTrailing && value < noTrailing + trailingCount)
    }

    static func decompose(_ syllable: UInt32, _ append: (UInt32) -> Void) {
        let index = syllable - firstSyllable
        append(firstLeading + index / (vowelCount * trailingCount))
        append(firstVowel + index / trailingCount % vowelCount)
        if index % trailingCount != 0 { append(noTrailing + index % trailingCount) }
    }

    static func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
        guard isVowelOrTrailing(second) else { return nil }
        if first >= firstLeading, first < firstLeading + leadingCount, second < firstVowel + vowelCount {
            return firstSyllable + ((first - firstLeading) * vowelCount + second - firstVowel) * trailingCount
        }
        if isSyllable(first), (first - firstSyllable) % trailingCount == 0, second > noTrailing {
            return first + second - noTrailing
        }
        return nil
    }
}
