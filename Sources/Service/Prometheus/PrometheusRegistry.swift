import CoreMetrics
import Synchronization

/// Collects what the program reports through swift-metrics and writes it in the Prometheus text format.
///
/// Text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/
/// Counters become counters, meters gauges, timers and recorders histograms with fixed buckets (seconds).
/// A metric is created once for a label and its dimensions; the number of series is bounded, so that a
/// careless dimension cannot fill the memory.
public final class PrometheusRegistry: MetricsFactory {
    /// Upper bounds in seconds: from an exact hit (tens of microseconds) to a remote embedding.
    static let buckets: [Double] = [
        0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05,
        0.1, 0.25, 0.5, 1, 2.5, 10,
    ]
    static let maximumSeries = 10_000

    private struct Key: Hashable {
        let name: String
        let labels: String
    }

    private struct State {
        var series: [Key: any PrometheusSeries] = [:]
        var dropped = 0
    }

    private let state = Mutex(State())
    private let descriptions: [String: String]

    /// - Parameter descriptions: the HELP line of a metric by its name.
    public init(descriptions: [String: String] = [:]) {
        self.descriptions = descriptions
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions) { PrometheusCounter() } ?? PrometheusCounter()
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions) { PrometheusGauge() } ?? PrometheusGauge()
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions) { PrometheusHistogram(buckets: Self.buckets) }
            ?? PrometheusHistogram(buckets: Self.buckets)
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate {
            return series(label, dimensions) { PrometheusHistogram(buckets: Self.buckets) }
                ?? PrometheusHistogram(buckets: Self.buckets)
        }
        return series(label, dimensions) { PrometheusGauge() } ?? PrometheusGauge()
    }

    // Series live as long as the process: a counter that went away would look like a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}

    /// The series of this name and these labels; nil when it has another type or there are too many.
    private func series<Series: PrometheusSeries>(
        _ label: String, _ dimensions: [(String, String)], make: () -> Series
    ) -> Series? {
        let key = Key(name: Self.sanitized(label), labels: Self.labels(dimensions))
        return state.withLock { state in
            if let existing = state.series[key] { return existing as? Series }
            guard state.series.count < Self.maximumSeries else {
                state.dropped += 1
                return nil
            }
            let series = make()
            state.series[key] = series
            return series
        }
    }

    /// Everything collected so far, sorted by name and labels.
    public func exposition() -> String {
        let (series, dropped) = state.withLock { ($0.series, $0.dropped) }
        var text = ""
        var lastName: String?
        let sorted = series.sorted { ($0.key.name, $0.key.labels) < ($1.key.name, $1.key.labels) }
        for (key, series) in sorted {
            if key.name != lastName {
                if let help = descriptions[key.name] {
                    text += "# HELP \(key.name) \(help)\n"
                }
                text += "# TYPE \(key.name) \(series.type)\n"
                lastName = key.name
            }
            series.write(name: key.name, labels: key.labels, to: &text)
        }
        if dropped > 0 {
            text += "# TYPE modelcache_metrics_dropped_series counter\n"
            text += "modelcache_metrics_dropped_series \(dropped)\n"
        }
        return text
    }

    /// Metric names are `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    static func sanitized(_ name: String) -> String {
        var result = String(
            name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" })
        if result.first?.isNumber ?? true { result = "_" + result }
        return result
    }

    /// `a="1",b="2"`, with backslash, quotation mark and line feed escaped.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { name, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                .replacing("\n", with: "\\n")
            return "\(sanitized(name).replacing(":", with: "_"))=\"\(escaped)\""
        }.joined(separator: ",")
    }
}
