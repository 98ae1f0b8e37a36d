// Which scalars are white space, punctuation, marks and so on.
//
// Models are published with the tokenization of Hugging Face's `tokenizers`, whose tables of general categories stem
// from Unicode 8.0 and those of normalization from Unicode 9.0: what was assigned later is to it neither a mark nor
// punctuation nor a format character, and does not compose. The same is done here, by a scalar's age.

/// The properties of a scalar that tokenizers ask for.
struct ScalarClasses: OptionSet, Sendable {
    let rawValue: UInt16

    /// The property White_Space.
    static let whitespace = ScalarClasses(rawValue: 1 << 0)
    /// Control, format, surrogate and private use characters.
    static let other = ScalarClasses(rawValue: 1 << 1)
    /// ASCII's punctuation and symbols, and beyond ASCII the general categories P*.
    static let punctuation = ScalarClasses(rawValue: 1 << 2)
    /// The general category Mn.
    static let nonspacingMark = ScalarClasses(rawValue: 1 << 3)
    /// The general categories Mn, Mc and Me.
    static let mark = ScalarClasses(rawValue: 1 << 4)
    /// What `\w` matches in a regular expression (Unicode Technical Standard 18, Annex C).
    static let wordCharacter = ScalarClasses(rawValue: 1 << 5)
    /// The blocks that BERT treats as ideographs; neither kana nor hangul.
    static let ideograph = ScalarClasses(rawValue: 1 << 6)
    /// May change, or move, when a text is brought into normalization form C.
    static let unstableUnderComposition = ScalarClasses(rawValue: 1 << 7)
    /// Assigned after Unicode 9.0, or not yet.
    static let young = ScalarClasses(rawValue: 1 << 8)
}

extension ScalarClasses {
    /// The classes of a scalar value. One load in the basic multilingual plane.
    @inline(__always)
    static func of(_ value: UInt32) -> ScalarClasses {
        value < 0x10000 ? basicPlane[Int(value)] : computed(value)
    }

    /// Computed once, as the standard library's properties are a search each.
    private static let basicPlane: [ScalarClasses] = (0..<0x10000).map(computed)

    private static func computed(_ value: UInt32) -> ScalarClasses {
        guard let scalar = Unicode.Scalar(value) else { return [] }
        var classes = categoryClasses(of: scalar)
        let properties = scalar.properties
        if properties.isWhitespace { classes.insert(.whitespace) }
        if isIdeograph(value) { classes.insert(.ideograph) }
        if isWordCharacter(properties) { classes.insert(.wordCharacter) }
        if isUnstableUnderComposition(scalar) { classes.insert(.unstableUnderComposition) }
        if (properties.age?.major ?? .max) > 9 { classes.insert(.young) }
        return classes
    }

    private static func categoryClasses(of scalar: Unicode.Scalar) -> ScalarClasses {
        if scalar.isASCII {
            switch scalar.value {
            case 33...47, 58...64, 91...96, 123...126: return .punctuation
            case 0..<32, 127: return .other
            default: return []
            }
        }
        guard let age = scalar.properties.age, age.major <= 8 else { return [] }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse:
            return .other
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return .punctuation
        case .nonspacingMark:
            return [.nonspacingMark, .mark]
        case .spacingMark, .enclosingMark:
            return .mark
        default:
            return []
        }
    }

    /// The quick check of Unicode Standard Annex 15, on the safe side: a scalar that is none of these stays as it is,
    /// whatever stands beside it.
    private static func isUnstableUnderComposition(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: break
        }
        let isTrailingJamo = (0x1160...0x11ff).contains(scalar.value)
        return isTrailingJamo || scalar.properties.isFullCompositionExclusion
    }

    private static func isWordCharacter(_ properties: Unicode.Scalar.Properties) -> Bool {
        if properties.isAlphabetic || properties.isJoinControl { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
        default: return false
        }
    }

    private static func isIdeograph(_ value: UInt32) -> Bool {
        switch value {
        case 0x4e00...0x9fff, 0x3400...0x4dbf, 0xf900...0xfaff: true
        case 0x20000...0x2a6df, 0x2a700...0x2b73f, 0x2b740...0x2b81f, 0x2b920...0x2ceaf, 0x2f800...0x2fa1f:
            true
        default: false
        }
    }
}
