import Figures
import LoadGenerator

/// Tables and drawings of the whole server's figures.
struct WholeServerReport {
    let result: WholeServer.Result

    var markdown: String {
        let machine = result.machine.sentence
        let table = markdownTable(
            "Three mixes on `modelcache serve`, default model",
            ["Entries", "Mix", "Connections"] + LoadFigures.columns,
            result.steps.flatMap { step in
                step.loads.map { [Double(step.entryCount).whole, $0.name, "\($0.connections)"] + $0.cells }
            })
        let fills = result.steps.map {
            "\(Double($0.entryCount).whole) after \(String(Int($0.fillSeconds.rounded()))) s"
        }
        return [
            machine, table,
            "Filled one size after the other: " + fills.joined(separator: ", ") + ".", inserts, wrk,
        ].compactMap { $0 }.joined(separator: "\n\n") + "\n"
    }

    private var inserts: String {
        markdownTable(
            "Inside the production mix",
            ["Entries", "Lookups", "Hit p50 µs", "p99", "Miss p50 µs", "p99", "Insert p50 µs", "p99"],
            result.steps.flatMap { step in
                step.loads.filter { $0.insertCount > 0 }.map { load in
                    let latencies = [load.hitLatency, load.missLatency, load.insertLatency]
                    return [Double(step.entryCount).whole, Double(load.lookupCount).whole]
                        + latencies.flatMap { [$0.p50.whole, $0.p99.whole] }
                }
            })
    }

    private var wrk: String? {
        let rows = result.steps.compactMap { step in
            step.wrk.map { wrk -> [String] in
                let own = step.loads.first { $0.name == "exact hits" && $0.connections == wrk.connections }
                let figures: [Double] = [
                    wrk.requestsPerSecond, own?.requestsPerSecond ?? .nan, wrk.p50, own?.latency.p50 ?? .nan, wrk.p99,
                    own?.latency.p99 ?? .nan,
                ]
                return [Double(step.entryCount).whole] + figures.map(\.whole) + ["\(wrk.wrongCount)"]
            }
        }
        guard !rows.isEmpty else { return nil }
        return markdownTable(
            "Exact hits over 64 connections by `wrk` and by the load generator",
            [
                "Entries", "wrk, requests/s", "Ours", "wrk, p50 µs", "Ours", "wrk, p99 µs", "Ours",
                "Wrong responses to wrk",
            ], rows)
    }

    /// Processor time of a request as the store grows.
    var costCurve: LineChart {
        let mixes = [("exact hits", 64), ("semantic hits", 8), ("production mix", 8)]
        return LineChart(
            title: "What a request costs as entries grow", horizontal: "entries in one partition",
            vertical: "µs of the server's processor time",
            curves: mixes.map { name, connections in
                LineChart.Curve(
                    name: "\(name), \(connections) connections",
                    points: result.steps.compactMap { step in
                        step.loads.first { $0.name == name && $0.connections == connections }
                            .map { (Double(step.entryCount), $0.processorMicroseconds) }
                    })
            })
    }

    /// How latencies are distributed at the size nearest to ten thousand entries, the size of most caches.
    var latencies: StepChart {
        let step = result.steps.min { abs($0.entryCount - 10_000) < abs($1.entryCount - 10_000) }
        return StepChart(
            title: "Latencies at \(Double(step?.entryCount ?? 0).whole) entries", horizontal: "µs",
            vertical: "lookups, each curve to its own scale",
            histograms: (step?.loads ?? []).filter { $0.connections == 8 }.map { load in
                StepChart.Histogram(
                    name: "\(load.name), 8 connections",
                    bars: load.distribution.map { ($0.microseconds, Double($0.count)) })
            })
    }
}

extension Machine {
    var sentence: String {
        """
        \(date), revision \(revision), \(compiler), \(processor) with \(coreCount) cores, \(kernel). Server and load generator \
        share the cores. Load average before: \(loadBefore), after: \(loadAfter).
        """
    }
}
