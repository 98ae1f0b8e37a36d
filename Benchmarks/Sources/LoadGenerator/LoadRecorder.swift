import Histogram
import Synchronization

/// Hands out requests to connections and collects what became of them.
final class LoadRecorder: Sendable {
    private struct State {
        var next = 0
        var latencies = Histogram<UInt64>(
            highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
        var wrongCount: UInt64 = 0
        var firstWrong: String?
    }

    private let exchanges: [Exchange]
    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: how many requests are handed out.
    init(_ exchanges: [Exchange], limit: Int) {
        self.exchanges = exchanges
        self.limit = limit
    }

    /// The next request, in turn; nil when all have been handed out.
    func next() -> Exchange? {
        let position = state.withLock { state -> Int? in
            guard state.next < limit else { return nil }
            defer { state.next += 1 }
            return state.next
        }
        return position.map { exchanges[$0 % exchanges.count] }
    }

    func record(latency: Duration) {
        let (seconds, attoseconds) = latency.components
        let nanoseconds = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
        state.withLock { _ = $0.latencies.record(nanoseconds) }
    }

    /// A response that is not what it must be, or none at all.
    func recordWrong(_ description: @autoclosure () -> String) {
        state.withLock { state in
            state.wrongCount += 1
            if state.firstWrong == nil { state.firstWrong = description() }
        }
    }

    func result(elapsed: Duration) -> LoadResult {
        state.withLock { state in
            LoadResult(
                requestCount: state.latencies.totalCount, wrongCount: state.wrongCount,
                firstWrong: state.firstWrong, seconds: elapsed / .seconds(1),
                latency: LatencySummary(state.latencies))
        }
    }
}

/// What a load came to.
public struct LoadResult: Sendable {
    /// Requests with the right response.
    public let requestCount: UInt64
    public let wrongCount: UInt64
    /// The first response that was not right, for a person.
    public let firstWrong: String?
    public let seconds: Double
    public let latency: LatencySummary

    public var requestsPerSecond: Double { Double(requestCount) / seconds }
}

/// Latencies in microseconds.
public struct LatencySummary: Sendable, Codable {
    public let p50: Double
    public let p90: Double
    public let p99: Double
    public let p999: Double
    public let maximum: Double

    init(_ histogram: Histogram<UInt64>) {
        func percentile(_ value: Double) -> Double {
            Double(histogram.valueAtPercentile(value)) / 1_000
        }
        p50 = percentile(50)
        p90 = percentile(90)
        p99 = percentile(99)
        p999 = percentile(99.9)
        maximum = Double(histogram.max) / 1_000
    }
}
