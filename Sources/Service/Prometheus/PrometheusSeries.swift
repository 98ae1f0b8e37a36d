import CoreMetrics
import Synchronization

/// One line, or one histogram, of the exposition.
protocol PrometheusSeries: Sendable {
    var type: String { get }
    func write(name: String, labels: String, to text: inout String)
}

final class PrometheusCounter: CounterHandler, PrometheusSeries {
    private let value = Atomic<Int64>(0)

    var type: String { "counter" }

    func increment(by amount: Int64) {
        value.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() {
        value.store(0, ordering: .relaxed)
    }

    func write(name: String, labels: String, to text: inout String) {
        writeLine(name, labels, "\(value.load(ordering: .relaxed))", to: &text)
    }
}

final class PrometheusGauge: MeterHandler, RecorderHandler, PrometheusSeries {
    private let value = Mutex(0.0)

    var type: String { "gauge" }

    func set(_ newValue: Int64) { set(Double(newValue)) }
    func set(_ newValue: Double) { value.withLock { $0 = newValue } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ newValue: Int64) { set(newValue) }
    func record(_ newValue: Double) { set(newValue) }

    func write(name: String, labels: String, to text: inout String) {
        writeLine(name, labels, value.withLock { $0 }.prometheusText, to: &text)
    }
}

final class PrometheusHistogram: TimerHandler, RecorderHandler, PrometheusSeries {
    private struct State {
        /// One more than there are bounds: the last counts what is above them all.
        var counts: [UInt64]
        var sum = 0.0
    }

    private let buckets: [Double]
    private let state: Mutex<State>

    init(buckets: [Double]) {
        self.buckets = buckets
        state = Mutex(State(counts: Array(repeating: 0, count: buckets.count + 1)))
    }

    var type: String { "histogram" }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) * 1e-9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let bucket = buckets.firstIndex { value <= $0 } ?? buckets.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    func write(name: String, labels: String, to text: inout String) {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        let separator = labels.isEmpty ? "" : ","
        var total: UInt64 = 0
        for (count, bound) in zip(counts, buckets.map(\.prometheusText) + ["+Inf"]) {
            total += count
            writeLine(name + "_bucket", labels + separator + "le=\"\(bound)\"", "\(total)", to: &text)
        }
        writeLine(name + "_sum", labels, sum.prometheusText, to: &text)
        writeLine(name + "_count", labels, "\(total)", to: &text)
    }
}

private func writeLine(_ name: String, _ labels: String, _ value: String, to text: inout String) {
    text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
}

extension Double {
    fileprivate var prometheusText: String {
        if isNaN { return "NaN" }
        if isInfinite { return self > 0 ? "+Inf" : "-Inf" }
        return description
    }
}
