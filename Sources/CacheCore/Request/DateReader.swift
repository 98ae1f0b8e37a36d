/// Reads dates and times of day as system prompts write them, in English, German numerals and Chinese.
struct DateReader {
    private static let months = WordList([
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    ])
    private static let weekdays = WordList([
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed",
        "thu", "thur", "thurs", "fri", "sat", "sun",
    ])
    private static let years = 1_900...2_199

    private let cursor: ByteCursor

    init(_ cursor: ByteCursor) {
        self.cursor = cursor
    }

    /// The end of a date that begins at `start`, its weekday before or behind it included.
    func date(at start: Int) -> Int? {
        var begin = start
        if let end = Self.weekdays.end(of: cursor, at: start) {
            let comma = cursor[end] == UInt8(ascii: ",") || cursor[end] == UInt8(ascii: ".") ? end + 1 : end
            begin = cursor.skipSpaces(at: comma)
            guard begin > end else { return nil }
        }
        let end = numericDate(at: begin) ?? chineseDate(at: begin) ?? dayMonthDate(at: begin) ?? monthDayDate(at: begin)
        return end.map(behindWeekday)
    }

    /// `2026-01-31`, `2026/1/31`, `2026.1.31`, `31.1.2026`, `1/31/26`.
    private func numericDate(at start: Int) -> Int? {
        // What follows `10.` is the rest of an address or a version.
        if start >= 2, separator(at: start - 1) != nil, cursor[start - 2].isDigit { return nil }
        if let (_, yearEnd) = cursor.number(at: start, digits: 4...4, in: Self.years) {
            guard let separator = separator(at: yearEnd),
                let (_, monthEnd) = cursor.number(at: yearEnd + 1, digits: 1...2, in: 1...12),
                cursor[monthEnd] == separator,
                let (_, end) = cursor.number(at: monthEnd + 1, digits: 1...2, in: 1...31),
                ends(at: end) || cursor[end] == UInt8(ascii: "T")
            else { return nil }
            return end
        }
        guard let (first, firstEnd) = cursor.number(at: start, digits: 1...2, in: 1...31),
            let separator = separator(at: firstEnd),
            let (second, secondEnd) = cursor.number(at: firstEnd + 1, digits: 1...2, in: 1...31),
            first <= 12 || second <= 12, cursor[secondEnd] == separator
        else { return nil }
        let year =
            cursor.number(at: secondEnd + 1, digits: 4...4, in: Self.years)
            // `1.2.26` is rather a version.
            ?? (separator == UInt8(ascii: "/") ? cursor.number(at: secondEnd + 1, digits: 2...2, in: 0...99) : nil)
        guard let end = year?.end, ends(at: end) else { return nil }
        return end
    }

    private func separator(at position: Int) -> UInt8? {
        switch cursor[position] {
        case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."): cursor[position]
        default: nil
        }
    }

    /// A date ends with its token, and not in the middle of a longer number or version.
    private func ends(at end: Int) -> Bool {
        guard cursor.tokenEnds(at: end) else { return false }
        return !(separator(at: end) != nil && cursor[end + 1].isDigit)
    }

    /// `2026年1月31日`.
    private func chineseDate(at start: Int) -> Int? {
        guard let (_, yearEnd) = cursor.number(at: start, digits: 4...4, in: Self.years),
            let year = cursor.skip("年", at: cursor.skipSpaces(at: yearEnd)),
            let (_, monthEnd) = cursor.number(at: cursor.skipSpaces(at: year), digits: 1...2, in: 1...12),
            let month = cursor.skip("月", at: cursor.skipSpaces(at: monthEnd)),
            let (_, dayEnd) = cursor.number(at: cursor.skipSpaces(at: month), digits: 1...2, in: 1...31)
        else { return nil }
        let day = cursor.skipSpaces(at: dayEnd)
        return cursor.skip("日", at: day) ?? cursor.skip("号", at: day)
    }

    /// `31 January 2026`, `31st of Jan., 2026`.
    private func dayMonthDate(at start: Int) -> Int? {
        guard let dayEnd = day(at: start) else { return nil }
        var position = behindSpace(dayEnd)
        if let (word, end) = cursor.word(at: position), word == "of" { position = cursor.skipSpaces(at: end) }
        guard position > dayEnd, let month = month(at: position) else { return nil }
        return year(behind: month)
    }

    /// `January 31, 2026`, `Jan. 31st 2026`.
    private func monthDayDate(at start: Int) -> Int? {
        guard let month = month(at: start), let day = day(at: behindSpace(month)) else { return nil }
        return year(behind: day)
    }

    private func day(at start: Int) -> Int? {
        guard let (_, end) = cursor.number(at: start, digits: 1...2, in: 1...31) else { return nil }
        if let (suffix, suffixEnd) = cursor.word(at: end) {
            return ["st", "nd", "rd", "th"].contains(suffix) ? suffixEnd : nil
        }
        return cursor.tokenEnds(at: end) ? end : nil
    }

    private func month(at start: Int) -> Int? {
        guard let end = Self.months.end(of: cursor, at: start) else { return nil }
        return cursor[end] == UInt8(ascii: ".") ? end + 1 : end
    }

    private func year(behind position: Int) -> Int? {
        let start = behindSpace(cursor[position] == UInt8(ascii: ",") ? position + 1 : position)
        guard let (_, end) = cursor.number(at: start, digits: 4...4, in: Self.years), cursor.tokenEnds(at: end) else {
            return nil
        }
        return end
    }

    /// Behind one space or hyphen.
    private func behindSpace(_ position: Int) -> Int {
        cursor[position] == UInt8(ascii: " ") || cursor[position] == UInt8(ascii: "-") ? position + 1 : position
    }

    /// Takes in a weekday that follows a date: `(Saturday)`, `, Saturday`, ` 星期六`.
    private func behindWeekday(_ end: Int) -> Int {
        let isListed = cursor[end] == UInt8(ascii: ",")
        var start = cursor.skipSpaces(at: isListed ? end + 1 : end)
        let isBracketed = cursor[start] == UInt8(ascii: "(")
        if isBracketed { start += 1 }
        guard let weekday = weekday(at: start) else { return end }
        guard isBracketed else { return weekday }
        return cursor[weekday] == UInt8(ascii: ")") ? weekday + 1 : end
    }

    private func weekday(at start: Int) -> Int? {
        if cursor[start].isASCIILetter { return Self.weekdays.end(of: cursor, at: start) }
        guard let name = cursor.skip("星期", at: start) ?? cursor.skip("周", at: start) else { return nil }
        let days: [StaticString] = ["一", "二", "三", "四", "五", "六", "日", "天"]
        return days.lazy.compactMap { cursor.skip($0, at: name) }.first
    }

    /// `09:30`, `9:30:00.5 pm`, `9 am`, `09:30:00Z`, `09:30+01:00`, `9点30分`.
    func time(at start: Int) -> Int? {
        guard let (_, hourEnd) = cursor.number(at: start, digits: 1...2, in: 0...24) else { return nil }
        if let hour = cursor.skip("点", at: hourEnd) ?? cursor.skip("时", at: hourEnd) {
            guard let (_, minuteEnd) = cursor.number(at: hour, digits: 1...2, in: 0...59) else { return hour }
            return cursor.skip("分", at: minuteEnd) ?? minuteEnd
        }
        guard let minuteEnd = minutes(at: hourEnd) else { return halfOfDay(at: hourEnd) }
        var end = minuteEnd
        if let second = minutes(at: end) {
            end = second
            if cursor[end] == UInt8(ascii: "."), cursor[end + 1].isDigit {
                end += 1
                while cursor[end].isDigit { end += 1 }
            }
        }
        end = halfOfDay(at: end) ?? zone(at: end) ?? end
        return cursor.tokenEnds(at: end) && !(cursor[end] == UInt8(ascii: ":") && cursor[end + 1].isDigit) ? end : nil
    }

    private func minutes(at position: Int) -> Int? {
        guard cursor[position] == UInt8(ascii: ":") else { return nil }
        return cursor.number(at: position + 1, digits: 2...2, in: 0...60)?.end
    }

    private func halfOfDay(at position: Int) -> Int? {
        guard let (word, end) = cursor.word(at: behindSpace(position)), word == "am" || word == "pm",
            cursor.tokenEnds(at: end)
        else { return nil }
        return end
    }

    private func zone(at position: Int) -> Int? {
        if cursor[position] == UInt8(ascii: "Z") { return position + 1 }
        let start = cursor.skipSpaces(at: position)
        if let (word, end) = cursor.word(at: start), ["utc", "gmt", "cet", "cest"].contains(word) { return end }
        guard [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(cursor[position]),
            let (_, hourEnd) = cursor.number(at: position + 1, digits: 2...2, in: 0...14)
        else { return nil }
        return minutes(at: hourEnd)
    }
}
