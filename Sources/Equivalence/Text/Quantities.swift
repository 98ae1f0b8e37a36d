/// Numbers and times in their many spellings.
enum Quantities {
    /// What may be stuck to digits: "5th", "10k".
    static func suffix(_ lowered: [UInt8], from start: Int, limit: Int) -> (end: Int, power: Int, isOrdinal: Bool) {
        var end = start
        while end < limit, lowered[end].isLower { end += 1 }
        switch Word(lowered[start..<end]) {
        case .st, .nd, .rd, .th: return (end, 0, true)
        case .s: return (end, 0, false)
        case .k: return (end, 3, false)
        case .mn: return (end, 6, false)
        case .bn: return (end, 9, false)
        default: return (start, 0, false)
        }
    }

    /// A time such as 17:30, 5pm or 5:30pm, in minutes since midnight.
    static func clockTime(
        _ bytes: [UInt8], from start: Int, hoursTo hoursEnd: Int, limit: Int
    ) -> (minutes: Int, end: Int)? {
        guard hoursEnd - start <= 2, let hours = DecimalNumber(digits: bytes[start..<hoursEnd])?.whole, hours <= 24
        else {
            return nil
        }
        var end = hoursEnd
        var minutes = 0
        let hasMinutes =
            end + 2 < limit && bytes[end] == Byte.colon && bytes[end + 1].isDigit && bytes[end + 2].isDigit
            && (end + 3 == limit || !bytes[end + 3].isDigit)
        if hasMinutes {
            minutes = Int(bytes[end + 1] - Byte.zero) * 10 + Int(bytes[end + 2] - Byte.zero)
            end += 3
        }
        var letters = end
        while letters < limit, bytes[letters].isLatinLetter { letters += 1 }
        let half = Word(bytes[end..<letters].map(\.lowercased))
        if half == .am || half == .pm {
            return (halfDay(Int(hours) * 60 + minutes, isAfternoon: half == .pm), letters)
        }
        return hasMinutes ? (Int(hours) * 60 + minutes, end) : nil
    }

    static func halfDay(_ minutes: Int, isAfternoon: Bool) -> Int {
        minutes % 720 + (isAfternoon ? 720 : 0)
    }

    /// The value of a number written in Chinese characters, such as 一百二十三, 两万 or 二零一六.
    static func hanNumber(_ numerals: [HanNumeral]) -> DecimalNumber? {
        let hasScale = numerals.contains { if case .scale = $0 { true } else { false } }
        var total: Int64 = 0
        var section: Int64 = 0
        var digit: Int64 = 0
        for numeral in numerals.prefix(16) {
            switch numeral {
            case .digit(let value):
                digit = hasScale ? value : digit * 10 + value
            case .scale(let power) where power < 4:
                section += max(digit, 1) * powerOfTen(power)
                digit = 0
            case .scale(let power):
                section += digit
                total = (total + max(section, 1)) &* powerOfTen(power)
                section = 0
                digit = 0
            }
        }
        return DecimalNumber(total + section + digit)
    }

    private static func powerOfTen(_ power: Int) -> Int64 {
        (0..<power).reduce(1) { product, _ in product * 10 }
    }

    enum HanNumeral: Sendable {
        case digit(Int64)
        case scale(Int)
    }

    static let hanNumerals: [Word: HanNumeral] = {
        var numerals: [Word: HanNumeral] = [:]
        for (value, names) in ["零〇", "一壹", "二两俩贰", "三叁", "四", "五", "六", "七", "八", "九"].enumerated() {
            for name in names { numerals[Word(String(name))] = .digit(Int64(value)) }
        }
        for (name, power) in [("十", 1), ("百", 2), ("千", 3), ("万", 4), ("亿", 8)] { numerals[Word(name)] = .scale(power) }
        return numerals
    }()

    enum EnglishNumeral: Sendable {
        case unit(Int64)
        case scale(Int)
        case ordinal(Int64)
        case half
    }

    static let englishNumerals: [Word: EnglishNumeral] = {
        var numerals: [Word: EnglishNumeral] = [:]
        let units = """
            zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
            eighteen nineteen
            """
        for (value, name) in units.split(separator: " ").enumerated() {
            numerals[Word(String(name))] = .unit(Int64(value))
        }
        for (index, name) in "twenty thirty forty fifty sixty seventy eighty ninety".split(separator: " ").enumerated()
        {
            numerals[Word(String(name))] = .unit(Int64(index * 10 + 20))
        }
        let ordinals = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
        for (index, name) in ordinals.split(separator: " ").enumerated() {
            numerals[Word(String(name))] = .ordinal(Int64(index + 1))
        }
        let scales = [
            "hundred": 2, "thousand": 3, "lakh": 5, "lac": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12,
        ]
        for (name, power) in scales {
            numerals[Word(name)] = .scale(power)
            numerals[Word(name + "s")] = .scale(power)
        }
        numerals[Word("dozen")] = .unit(12)
        numerals[Word("half")] = .half
        return numerals
    }()
}

extension Word {
    static let st = Word("st")
    static let nd = Word("nd")
    static let rd = Word("rd")
    static let th = Word("th")
    static let s = Word("s")
    static let k = Word("k")
    static let mn = Word("mn")
    static let bn = Word("bn")
    static let am = Word("am")
    static let pm = Word("pm")

    /// The word by which a number is compared.
    init(number: DecimalNumber, kind: Token.Kind) {
        self.init(
            head: UInt64(bitPattern: number.mantissa),
            tail: UInt64(truncatingIfNeeded: number.exponent) & 0xffff_ffff
                | UInt64(kind.rawValue) << 32 | 0xfe << 56)
    }
}
