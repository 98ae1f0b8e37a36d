import Foundation

/// Histograms as steps over one logarithmic axis, each scaled to its own highest bar, as one SVG drawing.
public struct StepChart: Sendable {
    public struct Histogram: Sendable {
        public let name: String
        /// Neighbouring bars in rising order.
        public let bars: [(range: Range<Double>, count: Double)]

        public init(name: String, bars: [(range: Range<Double>, count: Double)]) {
            self.name = name
            self.bars = bars
        }
    }

    public let title: String
    public let horizontal: String
    public let vertical: String
    public let histograms: [Histogram]

    public init(title: String, horizontal: String, vertical: String, histograms: [Histogram]) {
        self.title = title
        self.horizontal = horizontal
        self.vertical = vertical
        self.histograms = histograms
    }

    public var svg: String {
        var canvas = SVGCanvas(title: title)
        let edges = histograms.flatMap(\.bars).flatMap { [$0.range.lowerBound, $0.range.upperBound] }.filter { $0 > 0 }
        guard let x = LogarithmicAxis(edges, from: canvas.left, to: canvas.right) else { return canvas.svg }
        canvas.draw(horizontal: x, label: horizontal)
        canvas.label(vertical, (canvas.left, canvas.top - 6))
        for (position, histogram) in histograms.enumerated() {
            let highest = max(histogram.bars.map(\.count).max() ?? 0, 1)
            let height = canvas.bottom - canvas.top
            var points: [(Double, Double)] = []
            for bar in histogram.bars where bar.range.lowerBound > 0 {
                let level = canvas.bottom - bar.count / highest * height
                points += [(x.position(bar.range.lowerBound), level), (x.position(bar.range.upperBound), level)]
            }
            if let first = points.first, let last = points.last {
                points = [(first.0, canvas.bottom)] + points + [(last.0, canvas.bottom)]
            }
            canvas.polyline(points, colour: SVGCanvas.colour(position))
            canvas.legend(histogram.name, position: position)
        }
        return canvas.svg
    }
}
