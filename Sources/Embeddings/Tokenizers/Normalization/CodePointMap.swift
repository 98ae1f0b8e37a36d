// A map from single code points to texts, as an array of pages: the upper bits of a code point choose the page, the
// lower eight an entry in it. Most pages are the same empty one, so the map of a multilingual model (4,837 code
// points) takes about 90 kB and a lookup two loads.

/// Replaces single code points; what it does not name stays as it is.
public struct CodePointMap: Sendable {
    private static let pageSize = 256
    /// The entry of a code point that stays as it is.
    private static let unchanged: UInt32 = 0

    /// For each 256 code points, the number of their page.
    private var pageOfBlock = [UInt16](repeating: 0, count: 0x110000 / CodePointMap.pageSize)
    /// The entries, page after page: the number of a replacement plus 1, or `unchanged`.
    private var entries = [UInt32](repeating: CodePointMap.unchanged, count: CodePointMap.pageSize)
    /// The replacements' UTF-8 and where each begins.
    private var replacementBytes: [UInt8] = []
    private var replacementOffsets: [UInt32] = [0]

    /// - Parameter replacements: what each code point becomes; an empty array removes it. When a code point is
    ///   named twice, the last counts.
    public init(_ replacements: some Sequence<(Unicode.Scalar, [Unicode.Scalar])>) {
        for (scalar, replacement) in replacements {
            for scalar in replacement { replacementBytes.append(scalar: scalar.value) }
            replacementOffsets.append(UInt32(replacementBytes.count))
            let block = Int(scalar.value) / Self.pageSize
            if pageOfBlock[block] == 0 {
                pageOfBlock[block] = UInt16(entries.count / Self.pageSize)
                entries.append(contentsOf: repeatElement(Self.unchanged, count: Self.pageSize))
            }
            let entry = Int(pageOfBlock[block]) * Self.pageSize + Int(scalar.value) % Self.pageSize
            entries[entry] = UInt32(replacementOffsets.count - 1)
        }
    }

    func apply(to text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 4)
        let source = text.span
        let replacements = replacementBytes.span
        var position = 0
        while let (value, range) = source.nextScalar(at: &position) {
            let page = Int(pageOfBlock[Int(value) / Self.pageSize])
            let entry = Int(entries[page * Self.pageSize + Int(value) % Self.pageSize])
            if entry == Self.unchanged {
                result.append(source, in: range)
            } else {
                let start = Int(replacementOffsets[entry - 1])
                result.append(replacements, in: start..<Int(replacementOffsets[entry]))
            }
        }
        return result
    }
}
