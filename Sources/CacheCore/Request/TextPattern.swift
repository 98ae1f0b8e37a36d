import Foundation

/// A regular expression (ICU's syntax) that may be tried on texts of strangers.
///
/// The engine backtracks, so some expressions take time that grows exponentially with the text. Two bounds keep
/// that away: only the first `maximumLength` UTF-16 units of a text are looked at, and an expression that is not
/// done with them within `timeLimit` leaves the text as it is. Less blanking makes for more walls, never for fewer.
public struct TextPattern: Sendable, Equatable {
    /// UTF-16 units of a text that an expression gets to see.
    public static let maximumLength = 8_192
    /// UTF-16 units of an expression.
    public static let maximumSourceLength = 1_000
    /// For one text.
    public static let timeLimit = Duration.milliseconds(10)

    public let source: String
    private let expression: NSRegularExpression

    public init(_ source: String) throws(TextPatternError) {
        guard !source.isEmpty, source.utf16.count <= Self.maximumSourceLength else {
            throw TextPatternError(
                source: source, reason: "must have 1 to \(Self.maximumSourceLength) characters")
        }
        do {
            expression = try NSRegularExpression(pattern: source)
        } catch {
            throw TextPatternError(source: source, reason: "is not a regular expression")
        }
        self.source = source
    }

    /// Replaces every match. O(length) for most expressions.
    ///
    /// - Parameter replacement: `$1` stands for the first group.
    func replacing(in text: String, with replacement: String) -> String {
        let whole = text as NSString
        var length = min(whole.length, Self.maximumLength)
        if length < whole.length, UTF16.isLeadSurrogate(whole.character(at: length - 1)) { length -= 1 }
        guard let matches = matches(in: text, length: length), !matches.isEmpty else { return text }
        let result = NSMutableString(string: text)
        var offset = 0
        for match in matches {
            let replacement = expression.replacementString(
                for: match, in: result as String, offset: offset, template: replacement)
            let range = NSRange(location: match.range.location + offset, length: match.range.length)
            result.replaceCharacters(in: range, with: replacement)
            offset += (replacement as NSString).length - match.range.length
        }
        return result as String
    }

    /// Nil when they could not be found in time.
    private func matches(in text: String, length: Int) -> [NSTextCheckingResult]? {
        let deadline = ContinuousClock.now + Self.timeLimit
        var matches: [NSTextCheckingResult] = []
        var isLate = false
        expression.enumerateMatches(
            in: text, options: .reportProgress, range: NSRange(location: 0, length: length)
        ) { match, _, stop in
            if let match { matches.append(match) }
            if ContinuousClock.now > deadline {
                isLate = true
                stop.pointee = true
            }
        }
        return isLate ? nil : matches
    }

    public static func == (left: TextPattern, right: TextPattern) -> Bool {
        left.source.utf8.elementsEqual(right.source.utf8)
    }
}

/// Why a text is no usable pattern: the user's to mend.
public struct TextPatternError: Error, Equatable, CustomStringConvertible {
    public let source: String
    /// The end of a sentence that begins with the pattern.
    public let reason: String

    public var description: String { "the pattern \(source) \(reason)" }
}
