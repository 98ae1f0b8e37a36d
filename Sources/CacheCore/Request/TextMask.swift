import Synchronization

/// What is blanked in system prompts, so that prompts which differ in nothing else lie in one partition.
///
/// The built-in masks are found by a hand-written scanner in one pass over the bytes, some 15 nanoseconds each. What a
/// long text becomes, or any text with own patterns, is remembered: system prompts repeat.
public struct TextMask: Sendable, Equatable {
    /// The built-in masks.
    public struct Kinds: OptionSet, Sendable, Hashable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// A day: `2026-01-31`, `31.1.2026`, `1/31/26`, `January 31, 2026`, `31 Jan 2026`, `2026年1月31日`, each with
        /// its weekday. A month or a year alone is left, because it rather names a version than a moment.
        public static let dates = Kinds(rawValue: 1 << 0)
        /// A time of day: `09:30`, `9:30:00.5 pm`, `9 am`, `T09:30:00Z` after a date, `9点30分`.
        public static let times = Kinds(rawValue: 1 << 1)
        /// `123e4567-e89b-12d3-a456-426614174000`.
        public static let uuids = Kinds(rawValue: 1 << 2)
        /// `req_8fKz41`, `session-id: a8f3`, ULIDs, and 16 or more hexadecimal digits with letters among them.
        public static let requestIDs = Kinds(rawValue: 1 << 3)
        /// `name@example.com`.
        public static let emails = Kinds(rawValue: 1 << 4)
        /// Every number that stands alone. Beware: "answer in at most 50 words" is another instruction than 500.
        public static let numbers = Kinds(rawValue: 1 << 5)

        /// What is safe to blank in nearly every system prompt.
        public static let standard: Kinds = [.dates, .times, .uuids, .requestIDs]

        /// The names in settings, in the order in which they are shown.
        public static let named: [(name: String, kind: Kinds)] = [
            ("dates", .dates), ("times", .times), ("uuids", .uuids), ("ids", .requestIDs), ("emails", .emails),
            ("numbers", .numbers),
        ]
    }

    public static let standard = TextMask(.standard)
    public static let none = TextMask([])

    public let kinds: Kinds
    public let patterns: [TextPattern]
    private let remembered = RememberedTexts()
    /// UTF-8 bytes of a text that is scanned sooner than it is found again.
    private static let shortLength = 128

    public init(_ kinds: Kinds, patterns: [TextPattern] = []) {
        self.kinds = kinds
        self.patterns = patterns
    }

    /// The same mask with more built-in masks.
    public func adding(_ more: Kinds) -> TextMask {
        TextMask(kinds.union(more), patterns: patterns)
    }

    /// The text with placeholders like `⟨date⟩` for what the mask blanks.
    public func blanked(_ text: String) -> String {
        if patterns.isEmpty, kinds.isEmpty || text.utf8.count <= Self.shortLength {
            return MaskScanner.blanked(text, kinds)
        }
        return remembered.value(for: text) {
            let text = patterns.reduce(text) { $1.replacing(in: $0, with: "⟨mask⟩") }
            return MaskScanner.blanked(text, kinds)
        }
    }

    func describe(to input: inout DigestInput) {
        input.append(count: Int(kinds.rawValue))
        input.append(count: patterns.count)
        for pattern in patterns { input.append(pattern.source) }
    }

    public static func == (left: TextMask, right: TextMask) -> Bool {
        left.kinds == right.kinds && left.patterns == right.patterns
    }
}

/// Results of a pure function on texts, the most recently used ones.
private final class RememberedTexts: Sendable {
    /// Bytes of texts and results.
    private static let capacity = 1 << 20

    private let texts = Mutex(LRUCache<[UInt8], String>(capacity: capacity))

    func value(for text: String, _ compute: () -> String) -> String {
        let key = Array(text.utf8)
        if let known = texts.withLock({ $0.value(for: key) }) { return known }
        let value = compute()
        texts.withLock { $0.insert(value, for: key, cost: key.count + value.utf8.count + 128) }
        return value
    }
}
