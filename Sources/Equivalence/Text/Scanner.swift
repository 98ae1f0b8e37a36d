/// Cuts a text into tokens.
///
/// Western text is taken chunk by chunk between spaces, and a chunk is looked at as a whole first, so that an e-mail
/// address, a path or a version stays one token. Chinese text has no spaces: the longest word of the lexicon that begins
/// at a character is taken, and a character that begins none stands for itself.
struct Scanner {
    private let bytes: [UInt8]
    private let lexicon = Lexicon.shared
    private(set) var tokens: [Token] = []
    private(set) var lowered: [UInt8]
    private var quotation: Int16 = 0
    private var isQuoting = false
    private var startsSentence = true

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        lowered = bytes
        for position in lowered.indices { lowered[position] = lowered[position].lowercased }
        tokens.reserveCapacity(bytes.count / 4 + 4)
    }

    mutating func scan() {
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == Byte.space {
                position += 1
            } else if byte.isASCII {
                let start = position
                while position < bytes.count, bytes[position].isASCII, bytes[position] != Byte.space { position += 1 }
                chunk(start..<position)
            } else {
                position = nonASCII(from: position)
            }
        }
    }

    // MARK: Other scripts

    private func scalarLength(at position: Int) -> Int {
        let byte = bytes[position]
        let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        return min(length, bytes.count - position)
    }

    private func isHan(at position: Int) -> Bool {
        bytes[position] >= 0xE4 && bytes[position] <= 0xE9
    }

    /// A Chinese word, or a word of another script with all its letters.
    private mutating func nonASCII(from start: Int) -> Int {
        let length = scalarLength(at: start)
        if isHan(at: start) { return han(from: start) }
        if bytes[start] == 0xC2 || bytes[start] == 0xE2 {
            append(.word, start..<(start + length))
            return start + length
        }
        var end = start
        while end < bytes.count, !isHan(at: end), bytes[end] != 0xE2,
            bytes[end] >= 0x80 || bytes[end].isLatinLetter || bytes[end].isDigit
        {
            end += bytes[end].isASCII ? 1 : scalarLength(at: end)
        }
        append(.word, start..<end)
        return end
    }

    private mutating func han(from start: Int) -> Int {
        let head = Word(lowered[start..<(start + 3)])
        var length = min(lexicon.longestWord(from: head), (bytes.count - start) / 3 * 3)
        while length > 3 {
            if let entry = lexicon.entry(exactly: Word(lowered[start..<(start + length)])) {
                append(.han, start..<(start + length), entry: entry)
                return start + length
            }
            length -= 3
        }
        append(.han, start..<(start + 3), entry: lexicon.entry(exactly: head) ?? -1)
        return start + 3
    }

    // MARK: Chunks

    private mutating func chunk(_ whole: Range<Int>) {
        var range = whole
        while let first = range.first, opens(range, first) { range.removeFirst() }
        var endsClause = false
        var endsSentence = false
        var endsQuotation = false
        while let last = range.last, closes(range, last) {
            let byte = bytes[last]
            endsClause = endsClause || [Byte.comma, Byte.point, 0x3B, Byte.colon, 0x21, 0x3F].contains(byte)
            endsSentence = endsSentence || [Byte.point, 0x21, 0x3F].contains(byte)
            endsQuotation = endsQuotation || byte == Byte.quote || byte == Byte.backtick
            range.removeLast()
        }
        if !range.isEmpty { content(range) }
        if endsQuotation { isQuoting = false }
        if endsClause, !tokens.isEmpty { tokens[tokens.count - 1].marks.insert(.endsClause) }
        if endsSentence { startsSentence = true }
    }

    private mutating func opens(_ range: Range<Int>, _ position: Int) -> Bool {
        let byte = bytes[position]
        if byte == Byte.quote || byte == Byte.backtick {
            isQuoting.toggle()
            if isQuoting { quotation += 1 }
            return true
        }
        if [0x28, 0x5B, 0x7B, 0x3C, Byte.apostrophe, 0x2A, 0x21, 0x3F, Byte.comma, 0x3B, Byte.colon, 0x7C, 0x3D]
            .contains(byte)
        {
            return true
        }
        guard range.count > 1 else {
            return !byte.isWordPart && byte != 0x24 && byte != Byte.percent && byte != Byte.plus
        }
        let next = bytes[position + 1]
        if byte == Byte.hyphen { return !(next == Byte.hyphen || next.isLatinLetter || next.isDigit) }
        return byte == Byte.point && !next.isWordPart && next != Byte.slash && next != Byte.point
    }

    private func closes(_ range: Range<Int>, _ position: Int) -> Bool {
        let byte = bytes[position]
        if byte.isWordPart || byte == Byte.percent || byte == 0x24 { return false }
        if byte == Byte.plus || byte == Byte.hash { return range.count > 3 }
        if byte == 0x29, range.count > 2, bytes[position - 1] == 0x28 { return false }
        return byte != Byte.slash || range.count == 1
    }

    private mutating func content(_ range: Range<Int>) {
        if let kind = wholeKind(range, in: bytes) {
            append(kind, range)
            return
        }
        var start = range.lowerBound
        while start < range.upperBound {
            if bytes[start].isDigit {
                start = number(from: start, to: range.upperBound)
            } else if bytes[start].isLatinLetter {
                start = word(from: start, to: range.upperBound)
            } else {
                if bytes[start] == 0x24 || bytes[start] == Byte.percent { append(.word, start..<(start + 1)) }
                if [Byte.comma, 0x3B, 0x3F, 0x21].contains(bytes[start]), !tokens.isEmpty {
                    tokens[tokens.count - 1].marks.insert(.endsClause)
                }
                start += 1
            }
        }
    }

    /// Letters with what belongs to them: an apostrophe, the plus signs of C++, digits stuck to an identifier.
    private mutating func word(from start: Int, to limit: Int) -> Int {
        var end = start
        while end < limit {
            let byte = bytes[end]
            let continues = end + 1 < limit && bytes[end + 1].isLatinLetter
            guard byte.isLatinLetter || (byte == Byte.apostrophe && continues) else {
                break
            }
            end += 1
        }
        if end < limit, bytes[end] == Byte.hash || bytes[end] == Byte.plus, end - start <= 2 {
            while end < limit, bytes[end] == Byte.hash || bytes[end] == Byte.plus { end += 1 }
        }
        append(.word, start..<end)
        return end
    }

    private mutating func number(from start: Int, to limit: Int) -> Int {
        var end = start
        var points = 0
        while end < limit {
            let byte = bytes[end]
            let continues = end + 1 < limit && bytes[end + 1].isDigit
            if byte == Byte.point, continues { points += 1 }
            guard byte.isDigit || ((byte == Byte.point || byte == Byte.comma) && continues) else { break }
            end += 1
        }
        if points > 1 {
            append(.version, start..<end)
            return end
        }
        if let time = Quantities.clockTime(bytes, from: start, hoursTo: end, limit: limit) {
            append(.time, start..<time.end, number: DecimalNumber(Int64(time.minutes)))
            return time.end
        }
        guard let value = DecimalNumber(digits: bytes[start..<end]) else {
            append(.identifier, start..<end)
            return end
        }
        let suffix = Quantities.suffix(lowered, from: end, limit: limit)
        let marks: Token.Marks = suffix.isOrdinal ? [.ordinal] : []
        append(.number, start..<suffix.end, number: value.scaled(by: suffix.power), marks: marks)
        return suffix.end
    }

    // MARK: Appending

    private mutating func append(
        _ kind: Token.Kind, _ range: Range<Int>, entry: Int32? = nil, number: DecimalNumber? = nil,
        marks: Token.Marks = []
    ) {
        let slice = lowered[range]
        let word = Word(slice)
        var token = Token(
            kind: kind, stem: word, word: word, number: number, start: Int32(range.lowerBound),
            end: Int32(range.upperBound))
        token.quotation = isQuoting ? quotation : 0
        token.marks = marks
        if bytes[range.lowerBound].isUpper || slice.count > 1 && bytes[range].contains(where: \.isUpper) {
            token.marks.insert(.capitalised)
        }
        if startsSentence { token.marks.insert(.startsSentence) }
        startsSentence = false
        if kind == .word {
            var root = slice
            if slice.hasSuffix("'s") { root = slice.dropLast(2) }
            token.stem = Word(Stemmer.stem(root))
            token.entry = lexicon.entry(of: slice.count == root.count ? slice : root, stem: token.stem)
            if slice.count != root.count, let contraction = lexicon.entry(exactly: word) { token.entry = contraction }
        } else if let entry {
            token.entry = entry
        }
        tokens.append(token)
    }
}
