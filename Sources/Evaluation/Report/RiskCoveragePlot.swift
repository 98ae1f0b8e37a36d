import Foundation

/// Risk-coverage curves as one SVG drawing.
public enum RiskCoveragePlot {
    private static let width = 640.0
    private static let height = 400.0
    private static let margin = (left: 60.0, right: 20.0, top: 40.0, bottom: 50.0)
    private static let colours = ["#0b6e4f", "#c0392b", "#2c5f9e", "#b8860b", "#6a4c93"]

    /// - Parameter highestRisk: where the vertical axis ends.
    public static func svg(_ curves: [RiskCoverage], title: String, highestRisk: Double = 0.5) -> String {
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" \
            font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            <text x="\(margin.left)" y="22" font-size="15">\(escaped(title))</text>

            """
        for step in 0...5 {
            let share = Double(step) / 5
            let (x, y) = (x(share), y(share * highestRisk, highestRisk))
            svg += line((x, self.y(0, highestRisk)), (x, self.y(highestRisk, highestRisk)), "#eee")
            svg += line((self.x(0), y), (self.x(1), y), "#eee")
            svg += text("\(Int(share * 100)) %", (x, height - margin.bottom + 18), anchor: "middle")
            svg += text(percent(share * highestRisk), (margin.left - 6, y + 4), anchor: "end")
        }
        svg += text("served, of all pairs", (width / 2, height - 12), anchor: "middle")
        svg += text("wrong among served", (margin.left, margin.top - 4), anchor: "start")
        for (position, curve) in curves.enumerated() {
            let colour = colours[position % colours.count]
            svg += polyline(curve, colour: colour, highestRisk: highestRisk)
            let label = (width - margin.right - 190, margin.top + 16 + Double(position) * 18)
            svg += line((label.0, label.1 - 4), (label.0 + 20, label.1 - 4), colour)
            svg += text(curve.name, (label.0 + 26, label.1), anchor: "start")
        }
        return svg + "</svg>\n"
    }

    private static func polyline(_ curve: RiskCoverage, colour: String, highestRisk: Double) -> String {
        let stride = max(1, curve.points.count / 400)
        let points = curve.points.enumerated().filter { $0.offset % stride == 0 && $0.element.coverage > 0.005 }
            .map { "\(rounded(x($0.element.coverage))),\(rounded(y(min($0.element.risk, highestRisk), highestRisk)))" }
        return
            "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\" points=\"\(points.joined(separator: " "))\"/>\n"
    }

    private static func line(_ from: (Double, Double), _ to: (Double, Double), _ colour: String) -> String {
        "<line x1=\"\(rounded(from.0))\" y1=\"\(rounded(from.1))\" x2=\"\(rounded(to.0))\" y2=\"\(rounded(to.1))\" "
            + "stroke=\"\(colour)\" stroke-width=\"2\"/>\n"
    }

    private static func text(_ text: String, _ at: (Double, Double), anchor: String) -> String {
        "<text x=\"\(rounded(at.0))\" y=\"\(rounded(at.1))\" text-anchor=\"\(anchor)\">\(escaped(text))</text>\n"
    }

    private static func x(_ coverage: Double) -> Double {
        margin.left + coverage * (width - margin.left - margin.right)
    }

    private static func y(_ risk: Double, _ highest: Double) -> Double {
        height - margin.bottom - risk / highest * (height - margin.top - margin.bottom)
    }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
