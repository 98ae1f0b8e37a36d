/// Replaces single code points; what it does not name stays as it is.
public struct CodePointMap: Sendable {
    /// For each code point, the number of its replacement plus 1, or 0 if it stays as it is.
    private var replacementOf = ScalarTable()
    /// The replacements' UTF-8, one after the other.
    private var bytes: [UInt8] = []
    /// Replacement `i` is `bytes[offsets[i] ..< offsets[i + 1]]`.
    private var offsets: [UInt32] = [0]

    /// - Parameter replacements: what each code point becomes; an empty array removes it. When a code point is
    ///   named twice, the last counts.
    public init(_ replacements: some Sequence<(Unicode.Scalar, [Unicode.Scalar])>) {
        for (scalar, replacement) in replacements {
            for scalar in replacement { bytes.append(scalar: scalar.value) }
            offsets.append(UInt32(bytes.count))
            replacementOf[scalar.value] = UInt32(offsets.count - 1)
        }
    }

    func apply(to text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 4)
        let source = text.span
        let replacements = bytes.span
        var position = 0
        while let (value, range) = source.nextScalar(at: &position) {
            let replacement = Int(replacementOf[value])
            if replacement == 0 {
                result.append(source, in: range)
            } else {
                let start = Int(offsets[replacement - 1])
                result.append(replacements, in: start..<Int(offsets[replacement]))
            }
        }
        return result
    }
}
