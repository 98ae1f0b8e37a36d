/// What is known of single words and set phrases, English and Chinese, built once from the word lists of this folder.
///
/// A word may have several senses: a class of things and the member of that class it names. Two words with the same
/// member of a class are synonyms; two different members of one class at the same place are two different requests.
struct Lexicon: Sendable {
    /// A class of things, of which a request is about one rather than another.
    enum Class: UInt8, Sendable, CaseIterable {
        case programmingLanguage, product, operatingSystem, company, place, humanLanguage, drug, animal, colour, food
        case family, weekday, month, season, dayPart, unit, currency, size, element, sport, subject, body, person,
            device
        case referent, question, opening, outputFormat, outputLength, audience, quantifier, superlative, bound,
            direction, ordinal
        case relationVerb, degree, vehicle, instrument, file, profession, branch, relativeDay
        case condition, symptom, dataStructure, algorithm, networkProtocol, shellCommand, celestialBody, clothing,
            material
        case shape, school, payment, room, plant, arithmetic, genre
    }

    /// What a word does in a sentence.
    struct Roles: OptionSet, Sendable {
        let rawValue: UInt16
        static let article = Roles(rawValue: 1)
        static let courtesy = Roles(rawValue: 2)
        static let function = Roles(rawValue: 4)
        static let negation = Roles(rawValue: 8)
        /// A capital is required: "US", "Go".
        static let capital = Roles(rawValue: 16)
        /// Has an opposite in the list of opposites.
        static let opposable = Roles(rawValue: 32)
        /// A word that is no negation though a negation is part of it: 不错.
        static let settled = Roles(rawValue: 64)
    }

    struct Sense: Hashable, Sendable {
        let category: Class
        let member: UInt16
    }

    struct Entry: Sendable {
        /// The stem under which all synonyms are compared.
        let stem: Word
        var senses: [Sense] = []
        var roles: Roles = []
        /// The words that a contraction stands for.
        var expansion: [Word] = []
    }

    private struct Phrase: Sendable {
        let rest: [Word]
        let entry: Int32
    }

    private(set) var entries: [Entry] = []
    private var exact: [Word: Int32] = [:]
    private var stems: [Word: Int32] = [:]
    private var phrases: [Word: [Phrase]] = [:]
    /// The longest word of the lexicon, in bytes, that begins with a Chinese character.
    private var longestByHead: [Word: Int] = [:]
    private var opposites: Set<Opposition> = []

    private struct Opposition: Hashable, Sendable {
        let one: Word
        let other: Word
    }

    static let shared = Lexicon()

    private init() {
        for list in WordList.all { add(list) }
        for (roles, words) in FunctionWords.all { add(words, roles: roles) }
        for (form, words) in FunctionWords.contractions { addContraction(form, words) }
        for line in FunctionWords.irregularForms.split(separator: "\n") {
            let names = line.split(separator: " ").map(String.init)
            for form in names.dropFirst() { addForm(form, of: names[0]) }
        }
        for group in Opposites.groups { add(group) }
    }

    // MARK: Asking

    func entry(of word: ArraySlice<UInt8>, stem: Word) -> Int32 {
        exact[Word(word)] ?? stems[stem] ?? -1
    }

    func entry(exactly word: Word) -> Int32? { exact[word] }

    func longestWord(from head: Word) -> Int { longestByHead[head] ?? 0 }

    func areOpposites(_ one: Word, _ other: Word) -> Bool {
        opposites.contains(Opposition(one: one, other: other))
    }

    /// The longest set phrase that begins at a position.
    ///
    /// - Returns: its entry and the number of its words.
    func phrase(at position: Int, in tokens: [Token], firstStem: Word) -> (entry: Int32, count: Int)? {
        guard let candidates = phrases[firstStem] else { return nil }
        var best: (entry: Int32, count: Int)?
        for phrase in candidates where phrase.rest.count >= (best?.count ?? 1) {
            guard position + phrase.rest.count < tokens.count else { continue }
            var matches = true
            for offset in phrase.rest.indices {
                let clauseEnds = tokens[position + offset].marks.contains(.endsClause)
                if clauseEnds || tokens[position + offset + 1].word != phrase.rest[offset] {
                    matches = false
                    break
                }
            }
            if matches { best = (phrase.entry, phrase.rest.count + 1) }
        }
        return best
    }

    // MARK: Building

    private mutating func add(_ list: WordList) {
        for (member, line) in list.lines.enumerated() {
            let names = line.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
            guard let first = names.first else { continue }
            let sense = Sense(category: list.category, member: UInt16(member))
            let canonical = canonicalStem(first)
            for name in names {
                var roles: Roles = list.roles
                if name.utf8.contains(where: \.isUpper) { roles.insert(.capital) }
                let position = position(of: name.lowercased(), stem: list.mergesSynonyms ? canonical : nil)
                if !entries[position].senses.contains(sense) { entries[position].senses.append(sense) }
                entries[position].roles.formUnion(roles)
            }
        }
    }

    private mutating func add(_ words: String, roles: Roles) {
        for name in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let position = position(of: String(name.replacing("_", with: " ")), stem: nil)
            entries[position].roles.formUnion(roles)
        }
    }

    private mutating func addContraction(_ form: String, _ words: String) {
        let position = position(of: form, stem: nil)
        entries[position].expansion = words.split(separator: " ").map { Word(String($0)) }
    }

    private mutating func addForm(_ form: String, of lemma: String) {
        let base = position(of: lemma, stem: nil)
        exact[Word(form)] = Int32(base)
    }

    private mutating func add(_ group: Opposites.Group) {
        for one in group.one {
            for other in group.other {
                let positions = [one, other].map { position(of: $0, stem: nil) }
                for position in positions { entries[position].roles.insert(.opposable) }
                let stems = positions.map { entries[$0].stem }
                opposites.insert(Opposition(one: stems[0], other: stems[1]))
                opposites.insert(Opposition(one: stems[1], other: stems[0]))
            }
        }
    }

    private func canonicalStem(_ name: String) -> Word {
        let bytes = Array(name.lowercased().utf8)
        if let known = exact[Word(bytes)] { return entries[Int(known)].stem }
        return Word(Stemmer.stem(bytes[...]))
    }

    /// The entry of a word or phrase, made if there is none.
    private mutating func position(of name: String, stem: Word?) -> Int {
        let key = Word(name)
        if let known = exact[key] { return Int(known) }
        let bytes = Array(name.utf8)
        let own = Word(Stemmer.stem(bytes[...]))
        let position = Int32(entries.count)
        entries.append(Entry(stem: stem ?? own))
        exact[key] = position
        let parts = name.split(separator: " ").map { Array($0.utf8) }
        if parts.count > 1 {
            let head = Word(Stemmer.stem(parts[0][...]))
            phrases[head, default: []].append(Phrase(rest: parts.dropFirst().map { Word($0) }, entry: position))
        } else if stems[own] == nil {
            stems[own] = position
        }
        if bytes.count > 3, bytes[0] >= 0xE3 {
            let head = Word(bytes[..<3])
            longestByHead[head] = max(longestByHead[head] ?? 0, bytes.count)
        }
        return Int(position)
    }
}

/// Words of one class: a line for each member, its names separated by commas, the first of them the common one.
///
/// A name with capitals is recognised only where it is written with a capital.
struct WordList: Sendable {
    let category: Lexicon.Class
    let roles: Lexicon.Roles
    /// Whether the names of a member may stand for one another in any sentence.
    let mergesSynonyms: Bool
    private let text: String

    init(_ category: Lexicon.Class, roles: Lexicon.Roles = [], mergesSynonyms: Bool = true, _ text: String) {
        self.category = category
        self.roles = roles
        self.mergesSynonyms = mergesSynonyms
        self.text = text
    }

    var lines: [Substring] { text.split(separator: "\n") }
}
