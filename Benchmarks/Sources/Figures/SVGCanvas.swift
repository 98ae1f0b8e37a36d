import Foundation

/// A drawing of fixed size with room for a title, axes and a legend.
struct SVGCanvas {
    static let width = 720.0
    static let height = 420.0
    let left = 70.0
    let right = Self.width - 20
    let top = 60.0
    let bottom = Self.height - 50

    private var elements: [String] = []

    init(title: String) {
        elements.append(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" \
            font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            <text x="\(left)" y="24" font-size="15">\(Self.escaped(title))</text>
            """)
    }

    var svg: String { (elements + ["</svg>"]).joined(separator: "\n") + "\n" }

    /// Colours that people who see red and green alike can tell apart (Okabe and Ito, 2008).
    static func colour(_ position: Int) -> String {
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"][position % 6]
    }

    mutating func draw(horizontal axis: LogarithmicAxis, label text: String) {
        for tick in axis.ticks {
            let x = axis.position(tick)
            line((x, bottom), (x, top), colour: "#e5e5e5")
            label(Self.number(tick), (x, bottom + 18), anchor: "middle")
        }
        label(text, ((left + right) / 2, Self.height - 12), anchor: "middle")
    }

    mutating func draw(vertical axis: LogarithmicAxis, label text: String) {
        for tick in axis.ticks {
            let y = axis.position(tick)
            line((left, y), (right, y), colour: "#e5e5e5")
            label(Self.number(tick), (left - 6, y + 4), anchor: "end")
        }
        label(text, (left, top - 6))
    }

    mutating func polyline(_ points: [(Double, Double)], colour: String) {
        let text = points.map { "\(Self.coordinate($0.0)),\(Self.coordinate($0.1))" }.joined(separator: " ")
        elements.append(#"<polyline fill="none" stroke="\#(colour)" stroke-width="2" points="\#(text)"/>"#)
    }

    mutating func dot(_ point: (Double, Double), colour: String) {
        elements.append(
            #"<circle cx="\#(Self.coordinate(point.0))" cy="\#(Self.coordinate(point.1))" r="3" fill="\#(colour)"/>"#)
    }

    /// One line of the legend at the right, above everything else.
    mutating func legend(_ name: String, position: Int) {
        let y = 20.0 + Double(position) * 15
        line((right - 230, y - 4), (right - 210, y - 4), colour: Self.colour(position))
        label(name, (right - 204, y))
    }

    mutating func label(_ text: String, _ at: (Double, Double), anchor: String = "start") {
        elements.append(
            """
            <text x="\(Self.coordinate(at.0))" y="\(Self.coordinate(at.1))" text-anchor="\(anchor)">\
            \(Self.escaped(text))</text>
            """)
    }

    private mutating func line(_ from: (Double, Double), _ to: (Double, Double), colour: String) {
        polyline([from, to], colour: colour)
    }

    private static func coordinate(_ value: Double) -> String { String(format: "%.1f", value) }

    /// 1,000 and 0.1, without needless digits.
    static func number(_ value: Double) -> String {
        value >= 1
            ? value.formatted(.number.precision(.fractionLength(0)).locale(Locale(identifier: "en_US"))) : "\(value)"
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
