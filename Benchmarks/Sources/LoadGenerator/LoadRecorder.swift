import Histogram
import Synchronization

/// Hands out requests to connections and collects what became of them.
final class LoadRecorder: Sendable {
    private struct State {
        var next = 0
        var expected = LatencyHistogram()
        var misses = LatencyHistogram()
        var expectedMissCount: UInt64 = 0
        var otherAnswers = LatencyHistogram()
        var inserts = LatencyHistogram()
        var failureCount: UInt64 = 0
        var firstFailure: String?
        var firstOtherAnswer: String?

        mutating func fail(_ description: String) {
            failureCount += 1
            if firstFailure == nil { firstFailure = description }
        }
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

    func record(
        _ verdict: Exchange.Verdict, isInsert: Bool, latency: Duration, response: @autoclosure () -> String
    ) {
        state.withLock { state in
            switch verdict {
            case .expected where isInsert: state.inserts.record(latency)
            case .expected: state.expected.record(latency)
            case .miss: state.misses.record(latency)
            case .expectedMiss:
                state.misses.record(latency)
                state.expectedMissCount += 1
            case .otherAnswer:
                state.otherAnswers.record(latency)
                if state.firstOtherAnswer == nil { state.firstOtherAnswer = response() }
            case .failure: state.fail(response())
            }
        }
    }

    /// No response at all.
    func recordFailure(_ description: @autoclosure () -> String) {
        state.withLock { $0.fail(description()) }
    }

    func result(elapsed: Duration) -> LoadResult {
        state.withLock { state in
            var lookups = state.expected
            lookups.add(state.misses)
            lookups.add(state.otherAnswers)
            return LoadResult(
                expectedCount: state.expected.count, missCount: state.misses.count,
                expectedMissCount: state.expectedMissCount, otherAnswerCount: state.otherAnswers.count,
                insertCount: state.inserts.count,
                wrongCount: state.failureCount, firstWrong: state.firstFailure,
                firstOtherAnswer: state.firstOtherAnswer, seconds: elapsed / .seconds(1),
                latency: lookups.summary, expectedLatency: state.expected.summary,
                missLatency: state.misses.summary, insertLatency: state.inserts.summary,
                distribution: lookups.buckets)
        }
    }
}
