/// A text's bytes, made uniform for the scanner: full-width forms and typographic quotes become ASCII, accents of Latin letters
/// go, other punctuation becomes ASCII punctuation of the same effect, and letters of other scripts become lower case.
/// Only the case of ASCII letters is kept, because it tells names from words.
struct FoldedText {
    private(set) var bytes: [UInt8] = []
    /// Whether the text was longer than `limit` bytes.
    private(set) var isTruncated = false

    /// Bytes of text that are looked at; guards refuse longer ones.
    static let limit = 32_768

    init(_ text: String) {
        bytes.reserveCapacity(min(text.utf8.count, Self.limit) + 4)
        for scalar in text.unicodeScalars {
            guard bytes.count < Self.limit else {
                isTruncated = true
                return
            }
            append(scalar)
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x20..<0x7F: bytes.append(UInt8(scalar.value))
        case 0..<0x20, 0x7F, 0x85, 0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x3000: bytes.append(Byte.space)
        case 0x200B...0x200F, 0xFE00...0xFE0F, 0xFEFF, 0xAD, 0x300...0x36F: break
        case 0x4E00...0x9FFF: bytes.append(contentsOf: UTF8.encode(scalar)!)
        case 0xC0...0x17F: appendLatin(scalar)
        case 0xFF01...0xFF5E: bytes.append(UInt8(scalar.value - 0xFEE0))
        case 0x2018, 0x2019, 0x201B, 0x2032, 0xB4: bytes.append(Byte.apostrophe)
        case 0x201C...0x201F, 0x2033, 0xAB, 0xBB, 0x300C...0x300F, 0x300A, 0x300B: bytes.append(Byte.quote)
        case 0x2010...0x2015, 0x2212: bytes.append(Byte.hyphen)
        case 0x3001: bytes.append(contentsOf: [Byte.comma, Byte.space])
        case 0x3002, 0x2026: bytes.append(contentsOf: [Byte.point, Byte.space])
        case 0xA3, 0xA5, 0x20A0...0x20BF: bytes.append(contentsOf: UTF8.encode(scalar)!)
        case 0xB0, 0x2103, 0x2109: bytes.append(contentsOf: UTF8.encode(scalar)!)
        default: appendOther(scalar)
        }
    }

    private mutating func appendLatin(_ scalar: Unicode.Scalar) {
        let base = Self.latinBases[Int(scalar.value) - 0xC0]
        if base == Byte.space { appendOther(scalar) } else { bytes.append(base) }
    }

    private mutating func appendOther(_ scalar: Unicode.Scalar) {
        let properties = scalar.properties
        if properties.isAlphabetic || properties.numericType != nil {
            bytes.append(contentsOf: properties.lowercaseMapping.utf8)
        } else if properties.generalCategory == .otherSymbol {
            bytes.append(Byte.space)
            bytes.append(contentsOf: UTF8.encode(scalar)!)
            bytes.append(Byte.space)
        } else if properties.generalCategory != .nonspacingMark {
            bytes.append(Byte.space)
        } else {
            bytes.append(contentsOf: UTF8.encode(scalar)!)
        }
    }

    /// The base letters of U+00C0 to U+017F; a space where there is none.
    private static let latinBases = Array(
        ("AAAAAA CEEEEIIII NOOOOO OUUUUY  aaaaaa ceeeeiiii nooooo ouuuuy y"
            + "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi  JjKk LlLlLl  LlNnNnNn   OoOoOo  Rr"
            + "RrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs").utf8)
}
