import Foundation

/// Curves over logarithmic axes as one SVG drawing: what something costs as something else grows.
public struct LineChart: Sendable {
    public struct Curve: Sendable {
        public let name: String
        /// Positive numbers, in rising order of x.
        public let points: [(x: Double, y: Double)]

        public init(name: String, points: [(x: Double, y: Double)]) {
            self.name = name
            self.points = points
        }
    }

    public let title: String
    public let horizontal: String
    public let vertical: String
    public let curves: [Curve]

    public init(title: String, horizontal: String, vertical: String, curves: [Curve]) {
        self.title = title
        self.horizontal = horizontal
        self.vertical = vertical
        self.curves = curves
    }

    /// Points that are not positive have no place on a logarithmic axis and are left out.
    public var svg: String {
        let points = curves.flatMap(\.points).filter { $0.x > 0 && $0.y > 0 }
        var canvas = SVGCanvas(title: title)
        guard let x = LogarithmicAxis(points.map(\.x), from: canvas.left, to: canvas.right),
            let y = LogarithmicAxis(points.map(\.y), from: canvas.bottom, to: canvas.top)
        else { return canvas.svg }
        canvas.draw(horizontal: x, label: horizontal)
        canvas.draw(vertical: y, label: vertical)
        for (position, curve) in curves.enumerated() {
            let points = curve.points.filter { $0.x > 0 && $0.y > 0 }.map { (x.position($0.x), y.position($0.y)) }
            canvas.polyline(points, colour: SVGCanvas.colour(position))
            for point in points { canvas.dot(point, colour: SVGCanvas.colour(position)) }
            canvas.legend(curve.name, position: position)
        }
        return canvas.svg
    }
}
