import Foundation

/// What normalization must know about scalars, gathered once from the platform, one scalar at a time.
struct NormalizationData: Sendable {
    /// The properties of one scalar.
    struct Properties: Sendable {
        /// 0 for a starter; marks are put in the order of their classes.
        var combiningClass: UInt8 = 0
        /// Whether it changes, moves or joins what stands before it under composition.
        var mayChangeUnderComposition = false
        /// Its full canonical decomposition, in `decompositions`; empty if it has none.
        var canonical = 0..<0
        /// Its full compatibility decomposition, if it differs from the canonical one.
        var compatibility = 0..<0
    }

    /// As of Unicode 9.0: see `ScalarClasses`.
    static let shared = NormalizationData(unicodeVersion: 9)

    private(set) var decompositions: [UInt32] = []
    private var indexOf = ScalarTable()
    /// The first stands for all scalars that normalization leaves alone.
    private var allProperties = [Properties()]
    private var compositions: [UInt64: UInt32] = [:]

    @inline(__always)
    func properties(of value: UInt32) -> Properties { allProperties[Int(indexOf[value])] }

    /// The scalar that two others compose to.
    func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
        compositions[UInt64(first) << 32 | UInt64(second)]
    }
}

extension NormalizationData {
    /// Where scalars with a decomposition or a combining class may stand: nearly everywhere but among unified
    /// ideographs, Hangul syllables and private use characters.
    private static let searchedRanges: [ClosedRange<UInt32>] = [
        0xa0...0x33ff, 0xa600...0xabff, 0xf900...0xffff, 0x10000...0x11fff, 0x16a00...0x16fff,
        0x1bc00...0x1bcff,
        0x1d100...0x1d7ff, 0x1e000...0x1f2ff, 0x2f800...0x2fa1f,
    ]

    /// - Parameter unicodeVersion: the version after which scalars count as not assigned.
    private init(unicodeVersion: Int) {
        var composites: [(scalar: Unicode.Scalar, decomposition: Range<Int>)] = []
        for value in Self.searchedRanges.joined() {
            guard let scalar = Unicode.Scalar(value), let age = scalar.properties.age,
                age.major <= unicodeVersion
            else { continue }
            let properties = gatherProperties(of: scalar)
            let isComposite = !properties.canonical.isEmpty && !scalar.properties.isFullCompositionExclusion
            if isComposite { composites.append((scalar, properties.canonical)) }
        }
        for (scalar, decomposition) in composites { addComposition(scalar, from: decomposition) }
    }

    private mutating func gatherProperties(of scalar: Unicode.Scalar) -> Properties {
        let text = String(scalar)
        let canonical = text.decomposedStringWithCanonicalMapping.unicodeScalars
        let compatibility = text.decomposedStringWithCompatibilityMapping.unicodeScalars
        var properties = Properties()
        properties.combiningClass = scalar.properties.canonicalCombiningClass.rawValue
        if !canonical.elementsEqual([scalar]) { properties.canonical = add(canonical) }
        if !compatibility.elementsEqual(canonical) { properties.compatibility = add(compatibility) }
        properties.mayChangeUnderComposition =
            properties.combiningClass != 0 || scalar.properties.isFullCompositionExclusion
            || Hangul.isVowelOrTrailing(scalar.value)
        let isInert =
            properties.canonical.isEmpty && properties.compatibility.isEmpty
            && !properties.mayChangeUnderComposition
        if !isInert { set(properties, for: scalar.value) }
        return properties
    }

    private mutating func add(_ scalars: String.UnicodeScalarView) -> Range<Int> {
        let start = decompositions.count
        decompositions.append(contentsOf: scalars.lazy.map(\.value))
        return start..<decompositions.count
    }

    private mutating func set(_ properties: Properties, for value: UInt32) {
        if indexOf[value] == 0 {
            indexOf[value] = UInt32(allProperties.count)
            allProperties.append(properties)
        } else {
            allProperties[Int(indexOf[value])] = properties
        }
    }

    /// A composite is composed of the last scalar of its full decomposition and the composition of all before it.
    private mutating func addComposition(_ scalar: Unicode.Scalar, from decomposition: Range<Int>) {
        var head = String.UnicodeScalarView()
        for value in decompositions[decomposition].dropLast() { head.append(Unicode.Scalar(value)!) }
        let composedHead = String(head).precomposedStringWithCanonicalMapping.unicodeScalars
        guard composedHead.count == 1, let first = composedHead.first,
            let second = decompositions[decomposition].last
        else { return }
        compositions[UInt64(first.value) << 32 | UInt64(second)] = scalar.value
        var properties = self.properties(of: second)
        properties.mayChangeUnderComposition = true
        set(properties, for: second)
    }
}
