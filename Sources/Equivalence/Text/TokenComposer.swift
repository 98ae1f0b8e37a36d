/// Turns the scanner's raw tokens into those that are compared: contractions written out, set phrases and numbers in words
/// put together, articles and courtesies left out, negations that negate nothing marked.
struct TokenComposer {
    private let raw: [Token]
    private let bytes: [UInt8]
    private let lexicon = Lexicon.shared
    private var composed: [Token] = []
    /// The words with contractions written out, before anything is left out.
    private(set) var words: [Token] = []

    init(_ raw: [Token], bytes: [UInt8]) {
        self.raw = raw
        self.bytes = bytes
        composed.reserveCapacity(raw.count + 4)
    }

    mutating func compose() -> [Token] {
        words = expanded()
        var position = 0
        while position < words.count {
            let token = words[position]
            if let number = spelledNumber(words, at: position) {
                composed.append(number.token)
                position += number.count
            } else if let phrase = phrase(words, at: position) {
                keep(phrase.token)
                position += phrase.count
            } else {
                keep(token)
                position += 1
            }
        }
        neutraliseQuestions()
        return composed
    }

    // MARK: Contractions and phrases

    private func expanded() -> [Token] {
        var words: [Token] = []
        words.reserveCapacity(raw.count + 8)
        for token in raw {
            guard token.entry >= 0, case let expansion = lexicon.entries[Int(token.entry)].expansion, !expansion.isEmpty
            else {
                words.append(token)
                continue
            }
            for word in expansion {
                var part = token
                part.word = word
                part.entry = lexicon.entry(exactly: word) ?? -1
                part.stem = part.entry < 0 ? word : lexicon.entries[Int(part.entry)].stem
                words.append(part)
            }
        }
        return words
    }

    private func phrase(_ words: [Token], at position: Int) -> (token: Token, count: Int)? {
        let first = words[position]
        guard first.kind == .word, position + 1 < words.count else { return nil }
        guard let found = lexicon.phrase(at: position, in: words, firstStem: first.stem) else { return nil }
        var token = first
        let last = words[position + found.count - 1]
        token.end = last.end
        token.entry = found.entry
        token.stem = lexicon.entries[Int(found.entry)].stem
        token.marks.formUnion(last.marks.intersection(.endsClause))
        return (token, found.count)
    }

    /// Adds a token with its entry's common stem, unless it says nothing.
    private mutating func keep(_ original: Token) {
        var token = original
        guard token.entry >= 0 else {
            appendQuantity(token)
            return
        }
        let entry = lexicon.entries[Int(token.entry)]
        if entry.roles.contains(.capital), !token.isName, !isNamedByPlace(token) {
            token.entry = -1
        } else {
            token.stem = entry.stem
        }
        if entry.roles.contains(.courtesy) || (entry.roles.contains(.article) && !token.isName) {
            if token.marks.contains(.endsClause), !composed.isEmpty {
                composed[composed.count - 1].marks.insert(.endsClause)
            }
            return
        }
        appendQuantity(token)
    }

    /// Where only a name can stand, at the end after "in" or "using", it needs no capital: "sort a list in go".
    private func isNamedByPlace(_ token: Token) -> Bool {
        guard let before = composed.last, Self.namingPrepositions.contains(before.word) else { return false }
        return token.marks.contains(.endsClause) || token.end == words.last?.end
    }

    private static let namingPrepositions = Set(["in", "using", "with"].map { Word($0) })

    // MARK: Quantities

    private mutating func appendQuantity(_ original: Token) {
        var token = original
        if let last = composed.last, last.kind == .number || last.kind == .time, last.end + 1 >= token.start,
            token.word == .am || token.word == .pm, let value = last.number?.whole, value < 1500
        {
            let minutes = last.kind == .time ? Int(value) : Int(value) * 60
            composed.removeLast()
            token.kind = .time
            token.number = DecimalNumber(Int64(Quantities.halfDay(minutes, isAfternoon: token.word == .pm)))
            token.start = last.start
        }
        if let number = token.number {
            token.stem = Word(number: number, kind: token.kind)
            token.entry = -1
        }
        composed.append(token)
    }

    private func spelledNumber(_ words: [Token], at position: Int) -> (token: Token, count: Int)? {
        switch words[position].kind {
        case .han: return hanNumber(words, at: position)
        case .word, .number: return englishNumber(words, at: position)
        default: return nil
        }
    }

    private func hanNumber(_ words: [Token], at position: Int) -> (token: Token, count: Int)? {
        if words[position].word == .hanHalf {
            return (
                number(DecimalNumber(5, exponent: -1), from: words[position], to: words[position], isOrdinal: false), 1
            )
        }
        var numerals: [Quantities.HanNumeral] = []
        var end = position
        while end < words.count, let numeral = Quantities.hanNumerals[words[end].word] {
            numerals.append(numeral)
            end += 1
        }
        if numerals.count == 1, case .scale? = numerals.first { return nil }
        guard let value = Quantities.hanNumber(numerals), !numerals.isEmpty else { return nil }
        return (number(value, from: words[position], to: words[end - 1], isOrdinal: false), end - position)
    }

    /// Digits with a scale ("2 million", 3万), or words such as "one hundred and twenty five".
    private func englishNumber(_ words: [Token], at position: Int) -> (token: Token, count: Int)? {
        let first = words[position]
        var parts: [Quantities.EnglishNumeral] = []
        var end = position
        if first.kind == .number { end += 1 }
        while end < words.count {
            if let numeral = Quantities.englishNumerals[words[end].word], words[end].kind == .word {
                parts.append(numeral)
            } else if first.kind == .number, case .scale(let power)? = Quantities.hanNumerals[words[end].word] {
                parts.append(.scale(power))
            } else if words[end].word != .and || parts.isEmpty || end + 1 >= words.count
                || !Self.isScale(parts.last) || !Self.isUnit(words[end + 1])
            {
                break
            }
            end += 1
            if case .ordinal = parts.last { break }
        }
        guard !parts.isEmpty else { return nil }
        var value = Composition(first.number)
        for part in parts { value.add(part) }
        if first.kind == .number, !Self.isScale(parts[0]) { return nil }
        var token = number(value.number, from: first, to: words[end - 1], isOrdinal: value.isOrdinal)
        if value.isOrdinal, end == position + 1 { token.entry = first.entry }
        return (token, end - position)
    }

    private static func isScale(_ numeral: Quantities.EnglishNumeral?) -> Bool {
        if case .scale? = numeral { true } else { false }
    }

    private static func isUnit(_ token: Token) -> Bool {
        if case .unit? = Quantities.englishNumerals[token.word] { true } else { false }
    }

    private func number(_ value: DecimalNumber, from first: Token, to last: Token, isOrdinal: Bool) -> Token {
        var token = first
        token.kind = .number
        token.number = value
        token.stem = Word(number: value, kind: .number)
        token.end = last.end
        token.entry = -1
        if first.kind != .number { token.marks.insert(.spelledOut) }
        if isOrdinal { token.marks.insert(.ordinal) }
        token.marks.formUnion(last.marks.intersection(.endsClause))
        return token
    }

    /// A number in words, summed up from its parts.
    private struct Composition {
        private var total = 0 as Int64
        private var section: DecimalNumber?
        private(set) var isOrdinal = false

        init(_ digits: DecimalNumber?) { section = digits }

        mutating func add(_ numeral: Quantities.EnglishNumeral) {
            switch numeral {
            case .unit(let value): section = DecimalNumber((section?.whole ?? 0) &+ value)
            case .ordinal(let value):
                section = DecimalNumber((section?.whole ?? 0) &+ value)
                isOrdinal = true
            case .half: section = DecimalNumber(5, exponent: -1)
            case .scale(let power):
                let scaled = (section ?? DecimalNumber(1)).scaled(by: power)
                if power > 2, let whole = scaled.whole {
                    total = total &+ whole
                    section = nil
                } else {
                    section = scaled
                }
            }
        }

        var number: DecimalNumber {
            guard total != 0 else { return section ?? .zero }
            return DecimalNumber(total &+ (section?.whole ?? 0))
        }
    }

    // MARK: Negations that negate nothing

    /// Marks the negation of 能不能, 喜不喜欢, 有没有 and of a question that ends in 不 or 没有.
    private mutating func neutraliseQuestions() {
        for position in composed.indices where composed[position].kind == .han {
            let token = composed[position]
            guard let entry = token.entry < 0 ? nil : lexicon.entries[Int(token.entry)], entry.roles.contains(.negation)
            else { continue }
            let next = position + 1 < composed.count ? composed[position + 1] : nil
            let isLast = next == nil || token.marks.contains(.endsClause)
            if isLast && position > 0
                || position > 0 && repeatsWord(before: composed[position - 1], around: token, next)
            {
                composed[position].marks.insert(.neutral)
            }
        }
    }

    private func repeatsWord(before: Token, around token: Token, _ next: Token?) -> Bool {
        guard before.kind == .han else { return false }
        let first = bytes[Int(before.start)..<Int(before.start) + 3]
        if token.end - token.start > 3 {
            let rest = bytes[Int(token.start) + 3..<Int(token.start) + 6]
            return rest.elementsEqual(first)
        }
        guard let next, next.kind == .han else { return false }
        return bytes[Int(next.start)..<Int(next.start) + 3].elementsEqual(first)
    }
}

extension Word {
    static let and = Word("and")
    static let hanHalf = Word("半")
}
