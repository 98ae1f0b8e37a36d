// Which scalars are white space, punctuation, marks and so on.
//
// Models are published with the tokenization of Hugging Face's `tokenizers`, whose general categories are those of
// Unicode 8.0, combining marks and normalization those of 9.0 and regular expressions those of 16.0: what was assigned
// later is to it neither a mark nor punctuation nor a format character, and does not compose. The same is done here,
// by a scalar's age.

/// The properties of a scalar that tokenizers ask for.
struct ScalarClasses: OptionSet, Sendable {
    let rawValue: UInt8

    /// The property White_Space.
    static let whitespace = ScalarClasses(rawValue: 1 << 0)
    /// Control, format, surrogate and private use characters.
    static let other = ScalarClasses(rawValue: 1 << 1)
    /// ASCII's punctuation and symbols, and beyond ASCII the general categories P*.
    static let punctuation = ScalarClasses(rawValue: 1 << 2)
    /// The general category Mn, as BERT's normalizer sees it.
    static let nonspacingMark = ScalarClasses(rawValue: 1 << 3)
    /// The general categories Mn, Mc and Me.
    static let mark = ScalarClasses(rawValue: 1 << 4)
    /// What `\w` matches in a regular expression (Unicode Technical Standard 18, Annex C).
    static let wordCharacter = ScalarClasses(rawValue: 1 << 5)
    /// The blocks that BERT treats as ideographs; neither kana nor hangul.
    static let ideograph = ScalarClasses(rawValue: 1 << 6)
}

extension ScalarClasses {
    /// The classes of a scalar value. One load in the first two planes, where nearly all texts and emoji are.
    @inline(__always)
    static func of(_ value: UInt32) -> ScalarClasses {
        Int(value) < table.count ? table[Int(value)] : computed(value)
    }

    /// Computed once, as the standard library's properties are a search each.
    private static let table: [ScalarClasses] = (0..<0x20000).map(computed)

    private static func computed(_ value: UInt32) -> ScalarClasses {
        guard let scalar = Unicode.Scalar(value) else { return [] }
        var classes = categoryClasses(of: scalar)
        let properties = scalar.properties
        if properties.isWhitespace { classes.insert(.whitespace) }
        if isIdeograph(value) { classes.insert(.ideograph) }
        if isWordCharacter(properties) { classes.insert(.wordCharacter) }
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
        switch scalar.value {
        // Their categories have changed since.
        case 0x166d, 0x111c9: return .punctuation
        case 0x1734, 0x1171e: return [.nonspacingMark, .mark]
        case 0x1cf2, 0x1cf3, 0x1885, 0x1886, 0xa9bd: return .mark
        default: break
        }
        let age = scalar.properties.age?.major ?? .max
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse:
            return age <= 8 ? .other : []
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return age <= 8 ? .punctuation : []
        case .nonspacingMark where age <= 8:
            return [.nonspacingMark, .mark]
        case .nonspacingMark, .spacingMark, .enclosingMark:
            return age <= 9 ? .mark : []
        default:
            return []
        }
    }

    private static func isWordCharacter(_ properties: Unicode.Scalar.Properties) -> Bool {
        guard let age = properties.age, age.major <= 16 else { return false }
        let category = properties.generalCategory
        return properties.isAlphabetic || properties.isJoinControl || category.isMark
            || category == .decimalNumber || category == .connectorPunctuation
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

extension Unicode.GeneralCategory {
    fileprivate var isMark: Bool {
        self == .nonspacingMark || self == .spacingMark || self == .enclosingMark
    }
}
