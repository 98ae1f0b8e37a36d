import Figures
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
    }

    func write(_ section: Section, into path: String) throws {
        try MarkedSection(section.rawValue).replace(in: path, with: markdown(of: section))
    }
}
