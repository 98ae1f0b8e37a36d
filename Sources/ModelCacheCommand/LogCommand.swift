import ArgumentParser
import CacheCore
import CanonicalJSON
import Foundation
import Service

/// `modelcache log`
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Write out the query log, oldest rows first.",
        discussion: """
            Each row says what was asked, how that ended, and which entry was served or came nearest: material for
            analysis and training. How much is kept, the settings journal.* say.

            modelcache log --from 24h --format csv > queries.csv
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case jsonl, csv
    }

    @OptionGroup var access: AccessOptions

    @Option(help: "Only this tenant.")
    var tenant: String?

    @Option(help: "From when on: a date, a time, or a time ago like 12h or 7d (default: all that is kept).")
    var from: String?

    @Option(help: "jsonl (a JSON object on each line) or csv.")
    var format = Format.jsonl

    static let columns = [
        "time", "tenant", "user", "outcome", "prompt", "entry_id", "question", "similarity", "score", "guard",
        "seconds", "error_code", "detail",
    ]

    func run() async throws {
        let start = try from.map { text in
            guard let moment = ReportPeriod.moment(text, now: .now) else {
                throw ValidationError("--from \(ReportPeriod.expectation).")
            }
            return moment
        }
        try await access.withCache { cache in
            if format == .csv { Output.write(Self.columns.joined(separator: ",")) }
            var cursor: String?
            repeat {
                let page = try await cache.queryLog(tenant: tenant, from: start, cursor: cursor)
                for row in page["rows"]?.arrayValue ?? [] { Output.write(text(of: row)) }
                cursor = page["next_cursor"]?.stringValue
            } while cursor != nil
        }
    }

    private func text(of row: JSONValue) -> String {
        switch format {
        case .jsonl: String(decoding: row.encoded, as: UTF8.self)
        case .csv: Self.columns.map { Self.cell(row[$0]) }.joined(separator: ",")
        }
    }

    /// A field by RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it.
    static func cell(_ value: JSONValue?) -> String {
        guard let value else { return "" }
        guard var text = value.stringValue else { return String(decoding: value.encoded, as: UTF8.self) }
        if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) { text = "'" + text }
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
