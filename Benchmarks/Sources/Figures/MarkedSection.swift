import Foundation

/// A part of a Markdown file that a benchmark writes anew at every run, between two marks.
public struct MarkedSection: Sendable {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    private var beginning: String { "<!-- figures of \(name): written by the benchmark -->" }
    private var end: String { "<!-- end of the figures of \(name) -->" }

    public struct NoMarks: Error, CustomStringConvertible {
        let path: String
        let name: String
        public var description: String {
            "\(path) lacks the two marks between which the figures of \(name) are written."
        }
    }

    /// Replaces what stands between the two marks.
    public func replace(in path: String, with markdown: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let changed = replaced(in: text, with: markdown) else { throw NoMarks(path: path, name: name) }
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Nil when the marks are not there, in this order.
    func replaced(in text: String, with markdown: String) -> String? {
        guard let beginning = text.range(of: beginning), let end = text.range(of: end),
            beginning.upperBound <= end.lowerBound
        else { return nil }
        return text[..<beginning.upperBound] + "\n\n" + markdown + "\n" + text[end.lowerBound...]
    }
}
