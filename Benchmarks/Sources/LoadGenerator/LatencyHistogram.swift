import Histogram

/// An HDR histogram of latencies (three significant digits, up to a minute).
struct LatencyHistogram: Sendable {
    private var histogram = Histogram<UInt64>(
        highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)

    var count: UInt64 { histogram.totalCount }

    mutating func record(_ latency: Duration) {
        let (seconds, attoseconds) = latency.components
        _ = histogram.record(UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000))
    }

    mutating func add(_ other: LatencyHistogram) {
        histogram.add(other.histogram)
    }

    var summary: LatencySummary { LatencySummary(histogram) }

    /// How many latencies lie in each of the steps of a tenth of a decade, for a drawing; empty steps in between included.
    var buckets: [LatencyBucket] {
        var counts: [Int: UInt64] = [:]
        for value in histogram.recordedValues() {
            counts[LatencyBucket.step(ofMicroseconds: Double(value.value) / 1_000), default: 0] += value.count
        }
        guard let first = counts.keys.min(), let last = counts.keys.max() else { return [] }
        return (first...last).map { LatencyBucket(step: $0, count: counts[$0] ?? 0) }
    }
}
