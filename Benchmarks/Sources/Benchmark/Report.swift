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

    private static let beginning = "<!-- figures of the server: written by the benchmark -->"
    private static let end = "<!-- end of the figures of the server -->"

    struct NoMarks: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) lacks the two marks between which figures are written." }
    }

    /// Replaces what stands between the two marks in a Markdown file.
    func write(into path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let beginning = text.range(of: Self.beginning), let end = text.range(of: Self.end),
            beginning.upperBound <= end.lowerBound
        else { throw NoMarks(path: path) }
        let changed =
            text[..<beginning.upperBound] + "\n\n" + markdown + "\n" + text[end.lowerBound...]
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
