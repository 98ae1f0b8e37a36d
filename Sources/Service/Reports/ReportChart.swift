import CanonicalJSON
import Foundation

/// Lookups over time as stacked bars, exact hits lowest, with the hit rate as a line over them; SVG.
struct ReportChart {
    private static let width = 900.0
    private static let height = 260.0
    private static let margin = 44.0

    let intervals: [JSONValue]

    var svg: HTML {
        let highest = max(1, intervals.map { count("lookups", $0) }.max() ?? 1)
        let step = (Self.width - 2 * Self.margin) / Double(max(1, intervals.count))
        let bars = intervals.enumerated().map { position, interval in
            bar(interval, left: Self.margin + Double(position) * step, width: step * 0.8, highest: highest)
        }
        let points = intervals.enumerated().compactMap { position, interval in
            interval["hit_rate"]?.doubleValue.map { rate in
                "\(text(Self.margin + (Double(position) + 0.4) * step)),\(text(top(of: rate)))"
            }
        }.joined(separator: " ")
        return """
            <svg viewBox="0 0 \(text(Self.width)) \(text(Self.height))" role="img" \
            aria-label="Lookups and hit rate over time">
            \(axis(highest: highest))\(bars)<polyline class="rate" points="\(points)"/>
            </svg>
            """
    }

    private func axis(highest: Double) -> HTML {
        let bottom = Self.height - Self.margin
        let ticks = [0, 0.25, 0.5, 0.75, 1].map { share in
            """
            <line class="grid" x1="\(text(Self.margin))" x2="\(text(Self.width - Self.margin))" \
            y1="\(text(top(of: share)))" y2="\(text(top(of: share)))"/>\
            <text class="left" x="\(text(Self.margin - 6))" y="\(text(top(of: share) + 4))">\
            \(text((highest * share).rounded()))</text>\
            <text x="\(text(Self.width - Self.margin + 6))" y="\(text(top(of: share) + 4))">\(text(100 * share)) %</text>
            """ as HTML
        }
        let first = intervals.first?["start"]?.stringValue ?? ""
        let last = intervals.last?["start"]?.stringValue ?? ""
        return """
            \(ticks)<text x="\(text(Self.margin))" y="\(text(bottom + 20))">\(shown(first))</text>\
            <text class="left" x="\(text(Self.width - Self.margin))" y="\(text(bottom + 20))">\(shown(last))</text>
            """
    }

    private func bar(_ interval: JSONValue, left: Double, width: Double, highest: Double) -> HTML {
        var base = 0.0
        let parts = [("exact", "exact_hits"), ("semantic", "semantic_hits"), ("miss", "misses")]
        let rectangles = parts.map { style, field in
            let share = count(field, interval) / highest
            defer { base += share }
            let height = (Self.height - 2 * Self.margin) * share
            return """
                <rect class="\(style)" x="\(text(left))" y="\(text(top(of: base + share)))" width="\(text(width))" \
                height="\(text(height))"/>
                """ as HTML
        }
        let start = shown(interval["start"]?.stringValue ?? "")
        let title = "\(start): \(Int(count("lookups", interval))) lookups, \(Int(count("misses", interval))) misses"
        return "<g><title>\(title)</title>\(rectangles)</g>"
    }

    private func count(_ field: String, _ interval: JSONValue) -> Double {
        Double(interval[field]?.integerValue ?? 0)
    }

    private func top(of share: Double) -> Double {
        Self.height - Self.margin - (Self.height - 2 * Self.margin) * share
    }

    /// `2026-01-31 09:30`
    private func shown(_ time: String) -> String {
        String(time.prefix(16)).replacing("T", with: " ")
    }

    private func text(_ number: Double) -> String {
        let rounded = (number * 10).rounded() / 10
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}
