import Foundation

/// The normalization forms of Unicode Standard Annex 15.
public enum UnicodeForm: String, Sendable, CaseIterable {
    case canonicalComposition = "NFC"
    case canonicalDecomposition = "NFD"
    case compatibilityComposition = "NFKC"
    case compatibilityDecomposition = "NFKD"

    /// Brings UTF-8 into this form, as Unicode 9.0 defines it: see `ScalarClasses`.
    func apply(to text: [UInt8]) -> [UInt8] {
        guard !isStable(text) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 2)
        // An inert scalar is a boundary: nothing composes with it or moves across it.
        var segmentStart = 0
        let source = text.span
        var position = 0
        while let (value, range) = source.nextScalar(at: &position) {
            guard value >= 0x80, ScalarClasses.of(value).contains(.inertUnderNormalization) else { continue }
            append(normalized(source, in: segmentStart..<range.lowerBound), to: &result)
            result.append(source, in: range)
            segmentStart = range.upperBound
        }
        append(normalized(source, in: segmentStart..<source.count), to: &result)
        return result
    }

    /// Whether a quick look shows that nothing would change. It may be wrong in one direction only.
    private func isStable(_ text: [UInt8]) -> Bool {
        if text.isASCII { return true }
        let source = text.span
        var position = 0
        while let (value, _) = source.nextScalar(at: &position) {
            if value >= 0x80, !Self.isUnifiedIdeograph(value), changes(value) { return false }
        }
        return true
    }

    private func changes(_ value: UInt32) -> Bool {
        self != .canonicalComposition || ScalarClasses.of(value).contains(.unstableUnderComposition)
    }

    private static func isUnifiedIdeograph(_ value: UInt32) -> Bool {
        (0x4e00...0x9fff).contains(value) || (0x3400...0x4dbf).contains(value)
    }

    private func normalized(_ source: Span<UInt8>, in range: Range<Int>) -> String {
        guard !range.isEmpty else { return "" }
        let text = String(unsafeUninitializedCapacity: range.count) { buffer in
            for offset in range { buffer[offset - range.lowerBound] = source[offset] }
            return range.count
        }
        switch self {
        case .canonicalComposition: return text.precomposedStringWithCanonicalMapping
        case .canonicalDecomposition: return text.decomposedStringWithCanonicalMapping
        case .compatibilityComposition: return text.precomposedStringWithCompatibilityMapping
        case .compatibilityDecomposition: return text.decomposedStringWithCompatibilityMapping
        }
    }

    private func append(_ text: String, to result: inout [UInt8]) {
        result.append(contentsOf: text.utf8)
    }
}
