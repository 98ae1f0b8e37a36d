import CanonicalJSON
import Foundation

/// A report as one page of HTML that needs nothing else: no script, no font, no picture.
package struct ReportPage {
    private let report: JSONValue

    /// - Parameter report: the reply of `GET /api/v1/report`.
    package init(_ report: JSONValue) {
        self.report = report
    }

    package var text: String { page.text }

    private var page: HTML {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
        <meta name="viewport" content="width=device-width, initial-scale=1"><style>\(Self.styleSheet)</style></head>
        <body><h1>\(title)</h1>
        <p class="faint">\(moment("from")) to \(moment("until")) (UTC)</p>
        <section class="figures">\(figures)</section>
        <h2>Lookups and hit rate</h2>
        <p class="key"><span class="exact"></span>exact hits <span class="semantic"></span>semantic hits \
        <span class="miss"></span>misses <span class="rate"></span>hit rate</p>
        \(ReportChart(intervals: rows("intervals")).svg)
        \(table("Why lookups missed", reasons, ["reason", "misses"]))
        \(table("Tenants", tenants, ["tenant", "lookups", "exact", "semantic", "misses", "hit rate", "tokens saved"]))
        \(table("Most served entries", mostServed, ["entry", "tenant", "prompt", "hits"]))
        \(table("Near misses", nearMisses, ["score", "cosine", "why", "prompt", "nearest entry", "times"]))
        \(table("Walls", walls, ["tenant", "mask", "partitions", "would remain"]))
        </body></html>

        """
    }

    private var title: String {
        report["tenant"]?.stringValue.map { "ModelCache report: \($0)" } ?? "ModelCache report"
    }

    private var figures: [HTML] {
        let saved = report["saved"]
        let tokens = (saved?["prompt_tokens"]?.integerValue ?? 0) + (saved?["completion_tokens"]?.integerValue ?? 0)
        var figures = [
            ("lookups", number("lookups")), ("hit rate", Self.percent(report["hit_rate"])),
            ("tokens saved", Self.grouped(tokens)), ("model time saved", Self.duration(saved?["model_seconds"])),
            ("speed-up", report["speed_up"]?.doubleValue.map { "\($0) ×" } ?? "–"), ("entries", number("entries")),
            ("never served", Self.percent(report["never_served_share"])),
        ]
        if let estimated = saved?["estimated_tokens"]?.integerValue, estimated > 0 {
            figures.append(("tokens of these estimated", Self.grouped(estimated)))
        }
        return figures.map { "<div><b>\($1)</b>\($0)</div>" }
    }

    private var reasons: [[String]] {
        (report["miss_reasons"]?.objectValue?.members ?? []).map {
            [$0.key.replacing("_", with: " "), Self.grouped($0.value.integerValue ?? 0)]
        }
    }

    private var tenants: [[String]] {
        rows("tenants").map { row in
            let saved = row["saved"]
            let tokens =
                (saved?["prompt_tokens"]?.integerValue ?? 0) + (saved?["completion_tokens"]?.integerValue ?? 0)
            let counts = ["lookups", "exact_hits", "semantic_hits", "misses"].map {
                Self.grouped(row[$0]?.integerValue ?? 0)
            }
            return [row["tenant"]?.stringValue ?? "(unknown tenants)"] + counts
                + [Self.percent(row["hit_rate"]), Self.grouped(tokens)]
        }
    }

    private var mostServed: [[String]] {
        rows("most_served").map { row in
            [
                "\(row["entry_id"]?.integerValue ?? 0)", row["tenant"]?.stringValue ?? "",
                row["question"]?.stringValue ?? "", Self.grouped(row["hit_count"]?.integerValue ?? 0),
            ]
        }
    }

    private var nearMisses: [[String]] {
        rows("near_misses").map { row in
            let outcome = (row["outcome"]?.stringValue ?? "").replacing("_", with: " ")
            return [
                row["score"]?.doubleValue.map { "\($0)" } ?? "", row["similarity"]?.doubleValue.map { "\($0)" } ?? "",
                row["guard"]?.stringValue.map { "\(outcome): \($0)" } ?? outcome, row["prompt"]?.stringValue ?? "",
                row["question"]?.stringValue ?? "(gone)", "\(row["count"]?.integerValue ?? 0)",
            ]
        }
    }

    private var walls: [[String]] {
        rows("walls").map { row in
            [
                row["tenant"]?.stringValue ?? "", row["mask"]?.stringValue ?? "",
                "\(row["partitions"]?.integerValue ?? 0)", "\(row["remaining"]?.integerValue ?? 0)",
            ]
        }
    }

    private func table(_ title: String, _ rows: [[String]], _ columns: [String]) -> HTML {
        guard !rows.isEmpty else { return .empty }
        let head = columns.map { "<th>\($0)</th>" as HTML }
        let body = rows.map { row in "<tr>\(row.map { "<td>\(Self.shortened($0))</td>" as HTML })</tr>\n" as HTML }
        return "<h2>\(title)</h2>\n<table><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table>"
    }

    private func rows(_ name: String) -> [JSONValue] { report[name]?.arrayValue ?? [] }

    private func number(_ name: String) -> String { Self.grouped(report[name]?.integerValue ?? 0) }

    private func moment(_ name: String) -> String {
        String((report[name]?.stringValue ?? "").prefix(16)).replacing("T", with: " ")
    }
}

extension ReportPage {
    /// 0.125 as `12.5 %`.
    package static func percent(_ value: JSONValue?) -> String {
        value?.doubleValue.map { "\(($0 * 1_000).rounded() / 10) %" } ?? "–"
    }

    /// 1234567 as `1,234,567`.
    package static func grouped(_ number: Int64) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// `3 h 12 min`, from seconds.
    package static func duration(_ value: JSONValue?) -> String {
        guard let seconds = value?.doubleValue, seconds > 0 else { return "–" }
        if seconds < 60 { return "\((seconds * 10).rounded() / 10) s" }
        let minutes = Int64(seconds / 60)
        return minutes < 60 ? "\(minutes) min" : "\(grouped(minutes / 60)) h \(minutes % 60) min"
    }

    /// Prompts may be long; a cell shows their beginning.
    private static func shortened(_ text: String) -> String {
        text.count > 240 ? text.prefix(240) + "…" : text
    }

    private static let styleSheet: HTML = """

        :root { --text: #1d2428; --faint: #5d6970; --page: #fff; --line: #dde3e6; --exact: #23803f; --semantic: #1f6fb2;
          --miss: #c9d1d5; --rate: #b3372f; }
        @media (prefers-color-scheme: dark) { :root { --text: #dfe5e8; --faint: #98a5ac; --page: #14191c;
          --line: #303a40; --miss: #45525a; } }
        body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: var(--text); background: var(--page);
          font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        .faint { color: var(--faint); margin-top: 0; }
        .figures { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; }
        .figures div { color: var(--faint); font-size: 0.85rem; }
        .figures b { display: block; font-size: 1.5rem; color: var(--text); }
        table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
        th, td { text-align: left; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); vertical-align: top;
          overflow-wrap: anywhere; }
        th { color: var(--faint); font-weight: 500; white-space: nowrap; }
        svg { width: 100%; height: auto; } svg text { font-size: 11px; fill: var(--faint); }
        svg .left { text-anchor: end; } svg .grid { stroke: var(--line); }
        rect.exact, .key .exact { fill: var(--exact); background: var(--exact); }
        rect.semantic, .key .semantic { fill: var(--semantic); background: var(--semantic); }
        rect.miss, .key .miss { fill: var(--miss); background: var(--miss); }
        polyline.rate { fill: none; stroke: var(--rate); stroke-width: 2; } .key .rate { background: var(--rate); }
        .key { font-size: 0.85rem; color: var(--faint); }
        .key span { display: inline-block; width: 0.8em; height: 0.8em; margin: 0 0.3em 0 1em; }

        """
}
