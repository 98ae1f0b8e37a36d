/// One word, number or other unit of a text, as the guards see it.
public struct Token: Sendable {
    public enum Kind: UInt8, Sendable {
        /// A word of a script that puts spaces between words.
        case word
        /// A Chinese word, or a single character that belongs to no word of the lexicon.
        case han
        case number
        /// A time of the day; its number counts the minutes since midnight.
        case time
        /// A version such as 3.11.2.
        case version
        /// An order number, a UUID, anything in which letters and digits mix.
        case identifier
        /// A name in program text: `snake_case`, `call()`, `Module::name`.
        case code
        case path
        case flag
        case url
        case email
    }

    public var kind: Kind
    /// What is compared with other texts: lower case, without inflection, a synonym's common name.
    public var stem: Word
    /// The word as written, in lower case.
    public var word: Word
    /// The value of a number or time.
    public var number: DecimalNumber?
    /// Where the token stands in `PromptText.bytes`.
    public var start: Int32
    public var end: Int32
    public var marks: Marks = []
    /// What the lexicon knows of the word: its position in `Lexicon.entries`.
    var entry: Int32 = -1
    /// The quotation in which the token stands, counted from one; 0 outside.
    public var quotation: Int16 = 0

    /// What the text's writing tells of a token.
    public struct Marks: OptionSet, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Written with a capital letter.
        public static let capitalised = Marks(rawValue: 1)
        /// The first word of a sentence, where a capital means nothing.
        public static let startsSentence = Marks(rawValue: 2)
        /// The last word of a clause.
        public static let endsClause = Marks(rawValue: 4)
        /// A number written as a word; "one" and 一 often only mean "a".
        public static let spelledOut = Marks(rawValue: 8)
        /// A negation that negates nothing, as in 能不能.
        public static let neutral = Marks(rawValue: 16)
        /// A number that counts a place in an order, as in 5th.
        public static let ordinal = Marks(rawValue: 32)
        /// Standing alone, without a space to the token before it.
        public static let attached = Marks(rawValue: 64)
    }

    var range: Range<Int> { Int(start)..<Int(end) }
    var isName: Bool { marks.contains(.capitalised) && !marks.contains(.startsSentence) }
}
