import Foundation

/// All figures of one session, as JSON for programs and as Markdown for the documentation.
struct Report: Codable, Sendable {
    var machine: Machine
    let runCount: Int
    var lookups: [LookupBenchmark.Comparison] = []
    var inserts: [Measurement] = []
    var stores: [StoreBenchmark.Result] = []
    /// Nil where the model is not installed.
    var semantic: SemanticBenchmark.Result?
    var json: [JSONBenchmark.Result] = []

    init(machine: Machine, runCount: Int) {
        self.machine = machine
        self.runCount = runCount
    }

    func write(json path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(self).write(to: URL(filePath: path))
    }

    /// A part of the document that a run replaces.
    enum Section: String {
        case server = "the server"
        case semantic = "semantic hits"

        fileprivate var beginning: String { "<!-- figures of \(rawValue): written by the benchmark -->" }
        fileprivate var end: String { "<!-- end of the figures of \(rawValue) -->" }
    }

    struct NoMarks: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) lacks the two marks between which figures are written." }
    }

    /// Replaces what stands between the two marks in a Markdown file.
    func write(_ section: Section, into path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let beginning = text.range(of: section.beginning), let end = text.range(of: section.end),
            beginning.upperBound <= end.lowerBound
        else { throw NoMarks(path: path) }
        let changed =
            text[..<beginning.upperBound] + "\n\n" + markdown(of: section) + "\n" + text[end.lowerBound...]
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
