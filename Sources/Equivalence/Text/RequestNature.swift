/// What a single request is like, whatever it is compared with: whether its answer changes from hour to hour or from
/// person to person, or cannot be understood without the turns before it.
///
/// Each list holds the words that say so and is empty if none does. Looks at words only; a request that calls for fresh
/// data without saying so is not recognised.
public struct RequestNature: Sendable {
    /// The words that say that the answer is soon out of date ("today", "latest", 天气).
    public let volatile: [String]
    /// The words that say that the answer is the asker's own ("my order", 我的余额).
    public let personal: [String]
    /// The words that lean on what was said before ("and the second one", 继续).
    public let leaning: [String]

    public var isVolatile: Bool { !volatile.isEmpty }
    public var isPersonal: Bool { !personal.isEmpty }
    public var leansOnContext: Bool { !leaning.isEmpty }

    /// - Parameters:
    ///   - tokens: all words of the text, with those that a comparison leaves out.
    ///   - bytes: the text in lower case.
    init(words tokens: [Token], bytes: [UInt8]) {
        let reader = NatureReader(tokens: tokens, bytes: bytes)
        volatile = reader.phrases(.volatile)
        personal = reader.personal()
        leaning = reader.leaning()
    }
}

/// Looks for the phrases of `NatureWords` in one text.
private struct NatureReader {
    let tokens: [Token]
    let bytes: [UInt8]

    /// The phrases of a list that stand anywhere in the text.
    func phrases(_ lists: PhraseLists) -> [String] {
        var found: [String] = []
        for position in tokens.indices {
            if let phrase = lists.phrase(at: position, of: tokens, bytes) { found.append(phrase) }
        }
        return found
    }

    /// "My", then one of the things that a service keeps for a person, at most two words later.
    func personal() -> [String] {
        guard !asksForInstructions else { return [] }
        var found = phrases(.personal)
        for position in tokens.indices where tokens[position].word == .my || tokens[position].word == .mine {
            for next in tokens.indices[position...].dropFirst().prefix(3)
            where PhraseLists.possessions.contains(tokens[next].word) {
                found.append(spelling(position...next))
                break
            }
        }
        return found
    }

    /// "How do I cancel my order?" has the same answer for everybody.
    private var asksForInstructions: Bool {
        for position in tokens.indices.dropLast() where tokens[position].word == .how {
            if Self.instructionVerbs.contains(tokens[position + 1].word) { return true }
        }
        return Self.chineseInstructions.contains { instruction in
            bytes.indices.contains { bytes[$0...].starts(with: instruction) }
        }
    }

    private static let instructionVerbs = Set(
        ["do", "can", "could", "to", "should", "would", "might"].map { Word($0) })
    private static let chineseInstructions = ["怎么", "如何", "怎样"].map { Array($0.utf8) }

    func leaning() -> [String] {
        guard let first = tokens.indices.first else { return [] }
        var found: [String] = []
        if tokens.count <= 9, let start = PhraseLists.joiningStarts.phrase(at: first, of: tokens, bytes),
            isShort(after: start)
        {
            found.append(start)
        }
        if tokens.count <= 12 {
            for position in tokens.indices.prefix(3) {
                if let phrase = PhraseLists.continuations.phrase(at: position, of: tokens, bytes),
                    phrase.contains(" ") || tokens.count <= 3
                {
                    found.append(phrase)
                }
            }
            found += phrases(.leaning)
        }
        if tokens.count <= 4, tokens.allSatisfy({ $0.kind == .han }),
            PhraseLists.alone.contains(Word(bytes.filter { $0 != Byte.space && $0 != 0x3F && $0 != Byte.point }))
        {
            found.append(spelling(first...(tokens.count - 1)))
        }
        return found + danglingPronouns()
    }

    /// A question opened by "why" or "and" leans on the one before if hardly a word of its own follows.
    private func isShort(after start: String) -> Bool {
        let own = tokens.filter { PromptText.isContent($0) }.count
        return start.hasPrefix("and") || start.hasPrefix("what about") || start.hasPrefix("how about") || own <= 1
    }

    /// "How old is he?": a pronoun in a short text that names nobody.
    private func danglingPronouns() -> [String] {
        guard tokens.count <= 10 else { return [] }
        var hasOwnThing = false
        for token in tokens {
            if PhraseLists.pronouns.contains(token.word), !hasOwnThing {
                return [String(decoding: bytes[token.range], as: UTF8.self)]
            }
            if token.isName || token.number != nil { hasOwnThing = true }
            if PromptText.isContent(token), token.kind == .word, token.end - token.start > 3 { hasOwnThing = true }
        }
        return []
    }

    private func spelling(_ positions: ClosedRange<Int>) -> String {
        String(
            decoding: bytes[Int(tokens[positions.lowerBound].start)..<Int(tokens[positions.upperBound].end)],
            as: UTF8.self)
    }
}

/// Phrases, found by their first word.
private struct PhraseLists: Sendable {
    private struct Phrase: Sendable {
        let words: [Word]
        let bytes: [UInt8]
        let text: String
    }

    /// English phrases by their first word, Chinese ones by their first character.
    private var byHead: [Word: [Phrase]] = [:]

    init(english: String, chinese: String = "") {
        for phrase in Self.phrases(of: english) {
            let words = phrase.split(separator: " ").map { Word(String($0)) }
            byHead[words[0], default: []].append(Phrase(words: words, bytes: [], text: phrase))
        }
        for phrase in Self.phrases(of: chinese) {
            let bytes = Array(phrase.utf8)
            byHead[Word(bytes.prefix(3)), default: []].append(Phrase(words: [], bytes: bytes, text: phrase))
        }
        for head in byHead.keys {
            byHead[head]?.sort { $0.words.count + $0.bytes.count > $1.words.count + $1.bytes.count }
        }
    }

    private static func phrases(of text: String) -> [String] {
        text.split { $0 == "," || $0 == "\n" }.map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
    }

    /// The longest phrase that begins at a token.
    func phrase(at position: Int, of tokens: [Token], _ bytes: [UInt8]) -> String? {
        let token = tokens[position]
        let head = token.kind == .han ? Word(bytes[Int(token.start)..<Int(token.start) + 3]) : token.word
        guard let candidates = byHead[head] else { return nil }
        for phrase in candidates {
            if phrase.words.isEmpty {
                if bytes[Int(token.start)...].starts(with: phrase.bytes) { return phrase.text }
            } else if tokens[position...].lazy.map(\.word).starts(with: phrase.words) {
                return phrase.text
            }
        }
        return nil
    }

    static let volatile = PhraseLists(english: NatureWords.volatileEnglish, chinese: NatureWords.volatileChinese)
    static let personal = PhraseLists(english: "", chinese: NatureWords.personalChinese)
    static let joiningStarts = PhraseLists(english: NatureWords.joiningStarts)
    static let continuations = PhraseLists(english: NatureWords.continuations)
    static let leaning = PhraseLists(english: "", chinese: NatureWords.leaningChinese)
    static let alone = Set(NatureWords.leaningChineseAlone.split(separator: ",").map { Word(String($0)) })
    static let possessions = Set(NatureWords.possessions.split { $0 == " " || $0 == "\n" }.map { Word(String($0)) })
    static let pronouns = Set(NatureWords.pronouns.split(separator: " ").map { Word(String($0)) })
}

extension Word {
    fileprivate static let my = Word("my")
    fileprivate static let how = Word("how")
    fileprivate static let mine = Word("mine")
}
