/// The ASCII bytes that the scanner asks for, by name.
enum Byte {
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let hash: UInt8 = 0x23
    static let percent: UInt8 = 0x25
    static let apostrophe: UInt8 = 0x27
    static let plus: UInt8 = 0x2B
    static let comma: UInt8 = 0x2C
    static let hyphen: UInt8 = 0x2D
    static let point: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3A
    static let at: UInt8 = 0x40
    static let backslash: UInt8 = 0x5C
    static let underscore: UInt8 = 0x5F
    static let backtick: UInt8 = 0x60
    static let tilde: UInt8 = 0x7E
}

extension UInt8 {
    var isDigit: Bool { self >= Byte.zero && self <= Byte.nine }
    var isUpper: Bool { self >= 0x41 && self <= 0x5A }
    var isLower: Bool { self >= 0x61 && self <= 0x7A }
    var isASCII: Bool { self < 0x80 }
    /// Part of a word: a letter of any script, or a digit.
    var isWordPart: Bool { isLower || isUpper || isDigit || self >= 0x80 }
    var isLatinLetter: Bool { isLower || isUpper }
    var lowercased: UInt8 { isUpper ? self | 0x20 : self }
    var isVowel: Bool { [0x61, 0x65, 0x69, 0x6F, 0x75, 0x79].contains(self) }
}
