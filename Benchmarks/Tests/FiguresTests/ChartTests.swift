import Foundation
import Testing

@testable import Figures

#if canImport(FoundationXML)
    import FoundationXML
#endif

struct LogarithmicAxisTests {
    @Test func powersOfTenAreTicksAndEquallyFarApart() throws {
        let axis = try #require(LogarithmicAxis([30, 4_000], from: 0, to: 300))
        #expect(axis.ticks == [10, 100, 1_000, 10_000])
        #expect(axis.ticks.map(axis.position) == [0, 100, 200, 300])
    }

    @Test func aSingleValueHasADecadeToLieIn() throws {
        let axis = try #require(LogarithmicAxis([1_000], from: 0, to: 10))
        #expect(axis.ticks == [1_000, 10_000])
    }

    @Test(arguments: [[], [0], [-1, 5], [.infinity], [.nan]] as [[Double]])
    func withoutPositiveNumbersThereIsNoAxis(values: [Double]) {
        #expect(LogarithmicAxis(values, from: 0, to: 1) == nil)
    }
}

struct ChartTests {
    @Test func aLineChartHasACurveAndALegendForEachAndIsWellFormed() {
        let chart = LineChart(
            title: "a < b & c", horizontal: "entries", vertical: "µs",
            curves: [
                .init(name: "exact", points: [(1_000, 40), (10_000, 41)]),
                .init(name: "semantic", points: [(1_000, 2_000), (10_000, 2_500), (0, 1)]),
            ])
        #expect(isWellFormed(chart.svg))
        #expect(chart.svg.contains("a &lt; b &amp; c"))
        #expect(chart.svg.components(separatedBy: "<circle").count - 1 == 4)
        #expect(chart.svg.contains(">exact<") && chart.svg.contains(">semantic<"))
    }

    @Test func stepsReachTheTopAtTheHighestBar() {
        let chart = StepChart(
            title: "t", horizontal: "µs", vertical: "share",
            histograms: [.init(name: "hits", bars: [(10..<100, 1), (100..<1_000, 4)])])
        #expect(isWellFormed(chart.svg))
        #expect(chart.svg.contains("385.0,60.0 700.0,60.0"))
    }

    @Test func nothingToShowIsAnEmptyDrawing() {
        #expect(isWellFormed(LineChart(title: "t", horizontal: "", vertical: "", curves: []).svg))
        #expect(isWellFormed(StepChart(title: "t", horizontal: "", vertical: "", histograms: []).svg))
    }

    private func isWellFormed(_ svg: String) -> Bool { XMLParser(data: Data(svg.utf8)).parse() }
}

struct MarkedSectionTests {
    private let section = MarkedSection("x")

    @Test func onlyWhatStandsBetweenTheMarksIsReplaced() {
        let text = "a\n<!-- figures of x: written by the benchmark -->\nold\n<!-- end of the figures of x -->\nb\n"
        let new = "a\n<!-- figures of x: written by the benchmark -->\n\nnew\n<!-- end of the figures of x -->\nb\n"
        #expect(section.replaced(in: text, with: "new") == new)
        #expect(section.replaced(in: new, with: "new") == new)
    }

    @Test(arguments: ["", "<!-- end of the figures of x --> <!-- figures of x: written by the benchmark -->"])
    func withoutTheMarksNothingIsWritten(text: String) {
        #expect(section.replaced(in: text, with: "new") == nil)
    }
}
