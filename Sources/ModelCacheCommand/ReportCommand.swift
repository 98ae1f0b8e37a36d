import ArgumentParser
import CacheCore
import CanonicalJSON
import Foundation
import Service

/// What a report is asked about.
struct ReportQuery: Sendable {
    let tenant: String?
    let period: ReportPeriod
    let limit: Int
    let showsWalls: Bool
}

/// `modelcache report`
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Show what the cache has done: hit rates, savings, near misses.",
        discussion: """
            modelcache report --from 30d --tenant shop
            modelcache report --format html --output report.html
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, html
    }

    @OptionGroup var access: AccessOptions

    @Option(help: "Only this tenant.")
    var tenant: String?

    @Option(help: "From when on: a date, a time, or a time ago like 12h or 7d.")
    var from = ReportPeriod.standard

    @Option(help: "Until when (default: now).")
    var until: String?

    @Option(help: "How many entries and near misses are named, 1 to 1000.")
    var limit = ReportPeriod.entryCount

    @Flag(help: "Also name walls: partitions that differ only by something that could be masked. Reads all entries.")
    var walls = false

    @Option(help: "table, json, or html: one page with plots that needs nothing else.")
    var format: Format?

    @Option(help: "File to write to, in place of standard output.")
    var output: String?

    func validate() throws {
        guard 1...1_000 ~= limit else { throw ValidationError("--limit must be from 1 to 1000.") }
        _ = try period()
    }

    func run() async throws {
        let query = ReportQuery(tenant: tenant, period: try period(), limit: limit, showsWalls: walls)
        let report = try await access.withCache { try await $0.report(query) }
        let text =
            switch format ?? (access.json ? .json : .table) {
            case .json: String(decoding: report.encoded, as: UTF8.self)
            case .html: ReportPage(report).text
            case .table: ReportTable(report).text
            }
        guard let output else { return Output.write(text) }
        do {
            try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: output))
        } catch {
            throw Failure("\(output) cannot be written: \(error.localizedDescription)")
        }
    }

    private func period() throws -> ReportPeriod {
        try ReportPeriod(from: from, until: until, now: .now) { ValidationError("--\($0) \($1).") }
    }
}

/// A report in columns, for a terminal.
struct ReportTable {
    private let report: JSONValue

    init(_ report: JSONValue) {
        self.report = report
    }

    var text: String {
        var parts = [Output.table(figures)]
        add("Over time", header: ["from", "lookups", "exact", "semantic", "misses", "hit rate"], intervals, to: &parts)
        add("Why lookups missed", header: ["reason", "misses"], reasons, to: &parts)
        add("Tenants", header: ["tenant", "lookups", "exact", "semantic", "misses", "hit rate"], tenants, to: &parts)
        add("Most served", header: ["entry", "hits", "prompt"], mostServed, to: &parts)
        add("Near misses", header: ["score", "why", "prompt", "nearest entry"], nearMisses, to: &parts)
        add("Walls", header: ["tenant", "mask", "partitions", "would remain"], walls, to: &parts)
        return parts.joined(separator: "\n\n")
    }

    private func add(_ title: String, header: [String], _ rows: [[String]], to parts: inout [String]) {
        if !rows.isEmpty { parts.append(title + "\n" + Output.table([header] + rows)) }
    }

    private var figures: [[String]] {
        let saved = report["saved"]
        let rows: [(String, String?)] = [
            ("tenant", report["tenant"]?.stringValue), ("from", report["from"]?.stringValue),
            ("until", report["until"]?.stringValue), ("lookups", count(report["lookups"])),
            ("hit rate", ReportPage.percent(report["hit_rate"])),
            (
                "tokens saved",
                "\(count(saved?["prompt_tokens"])) of prompts, \(count(saved?["completion_tokens"])) of answers"
            ),
            ("of these estimated", count(saved?["estimated_tokens"])),
            ("model time saved", ReportPage.duration(saved?["model_seconds"])),
            ("speed-up", report["speed_up"]?.doubleValue.map { "\($0) times" }),
            ("a lookup takes", report["lookup_seconds"]?.doubleValue.map { "\(($0 * 100_000).rounded() / 100) ms" }),
            ("entries", count(report["entries"])), ("never served", ReportPage.percent(report["never_served_share"])),
        ]
        return rows.compactMap { name, value in value.map { [name, $0] } }
    }

    private var intervals: [[String]] {
        // Days and hours without a lookup say nothing.
        rows("intervals").filter { $0["lookups"]?.integerValue ?? 0 > 0 }.map { row in
            [String((row["start"]?.stringValue ?? "").prefix(16)).replacing("T", with: " ")] + counts(row)
        }
    }

    private var reasons: [[String]] {
        (report["miss_reasons"]?.objectValue?.members ?? []).map { [$0.key, count($0.value)] }
    }

    private var tenants: [[String]] {
        rows("tenants").map { [$0["tenant"]?.stringValue ?? "(unknown tenants)"] + counts($0) }
    }

    private var mostServed: [[String]] {
        rows("most_served").map { row in
            ["\(row["entry_id"]?.integerValue ?? 0)", count(row["hit_count"]), line(row["question"])]
        }
    }

    private var nearMisses: [[String]] {
        rows("near_misses").map { row in
            let outcome = row["outcome"]?.stringValue ?? ""
            return [
                row["score"]?.doubleValue.map { "\($0)" } ?? "",
                row["guard"]?.stringValue.map { "\(outcome): \($0)" } ?? outcome, line(row["prompt"]),
                row["question"] == nil ? "(gone)" : line(row["question"]),
            ]
        }
    }

    private var walls: [[String]] {
        rows("walls").map { row in
            [
                row["tenant"]?.stringValue ?? "", row["mask"]?.stringValue ?? "", count(row["partitions"]),
                count(row["remaining"]),
            ]
        }
    }

    private func counts(_ row: JSONValue) -> [String] {
        ["lookups", "exact_hits", "semantic_hits", "misses"].map { count(row[$0]) } + [
            ReportPage.percent(row["hit_rate"])
        ]
    }

    private func rows(_ name: String) -> [JSONValue] { report[name]?.arrayValue ?? [] }

    private func count(_ value: JSONValue?) -> String { ReportPage.grouped(value?.integerValue ?? 0) }

    /// A prompt in one line of a terminal.
    private func line(_ value: JSONValue?) -> String {
        let text = (value?.stringValue ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.count > 60 ? text.prefix(59) + "…" : text
    }
}
