/// Replaces every match of a pattern in a text, from left to right.
public struct Replacement: Sendable, Equatable {
    public enum Pattern: Sendable, Equatable {
        /// This text, which is not empty.
        case literal(String)
        /// One scalar, at least this many times: the regular expressions ` {2,}` and ` +`.
        case repeated(Unicode.Scalar, atLeast: Int)
    }

    public var pattern: Pattern
    public var content: String

    public init(_ pattern: Pattern, with content: String) {
        self.pattern = pattern
        self.content = content
    }

    func apply(to text: [UInt8]) -> [UInt8] {
        let unit: [UInt8]
        let minimumCount: Int
        let maximumCount: Int
        switch pattern {
        case .literal(let literal):
            (unit, minimumCount, maximumCount) = (Array(literal.utf8), 1, 1)
        case .repeated(let scalar, let count):
            (unit, minimumCount, maximumCount) = (Array(String(scalar).utf8), max(1, count), .max)
        }
        guard let first = unit.first else { return text }

        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var offset = 0
        while offset < text.count {
            var end = offset
            var count = 0
            while count < maximumCount, text[offset] == first, matches(unit, in: text, at: end) {
                end += unit.count
                count += 1
            }
            if count >= minimumCount {
                result.append(contentsOf: content.utf8)
                offset = end
            } else {
                // A run that is too short is kept whole: no match can begin within it.
                end = max(end, offset + 1)
                result.append(contentsOf: text[offset..<end])
                offset = end
            }
        }
        return result
    }

    private func matches(_ unit: [UInt8], in text: [UInt8], at offset: Int) -> Bool {
        guard offset + unit.count <= text.count else { return false }
        for index in unit.indices where text[offset + index] != unit[index] { return false }
        return true
    }
}
