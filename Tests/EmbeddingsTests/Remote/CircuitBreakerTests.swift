import Testing

@testable import Embeddings

@Suite struct CircuitBreakerTests {
    private let start = ContinuousClock.now
    private let settings = CircuitBreaker.Settings(
        failureLimit: 3, pause: .seconds(1), maximumPause: .seconds(3))

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker(settings)
        for _ in 0..<3 { breaker.recordFailure(at: at(0)) }
        return breaker
    }

    @Test("Stays closed while failures do not come in a row")
    func closed() {
        var breaker = CircuitBreaker(settings)
        for _ in 0..<10 {
            breaker.recordFailure(at: at(0))
            breaker.recordFailure(at: at(0))
            breaker.recordSuccess()
            #expect(breaker.admit(at: at(0)) == .admitted)
        }
    }

    @Test("Opens at the limit, for the pause")
    func opens() {
        var breaker = opened()
        #expect(breaker.admit(at: at(0)) == .refused(until: at(1)))
        #expect(breaker.admit(at: at(0.999)) == .refused(until: at(1)))
        #expect(breaker.admit(at: at(1)) == .admitted)
    }

    @Test("Admits a single trial after the pause, and closes when it succeeds")
    func trialSucceeds() {
        var breaker = opened()
        #expect(breaker.admit(at: at(1)) == .admitted)
        #expect(breaker.admit(at: at(1)) == .refused(until: nil))
        breaker.recordSuccess()
        #expect(breaker.admit(at: at(1)) == .admitted)
        #expect(breaker.admit(at: at(1)) == .admitted)
    }

    @Test("Every failed trial doubles the pause, up to the limit")
    func trialsFail() {
        var breaker = opened()
        var now = 1.0
        for pause in [2.0, 3, 3] {
            #expect(breaker.admit(at: at(now)) == .admitted)
            breaker.recordFailure(at: at(now))
            #expect(breaker.admit(at: at(now)) == .refused(until: at(now + pause)))
            now += pause
        }
    }

    @Test("A trial that says nothing leaves room for the next one at once")
    func trialWithoutVerdict() {
        var breaker = opened()
        #expect(breaker.admit(at: at(1)) == .admitted)
        breaker.recordNoVerdict(at: at(1))
        #expect(breaker.admit(at: at(1)) == .admitted)
    }

    @Test("Requests that were under way when it opened neither lengthen the pause nor count as the trial")
    func lateFailures() {
        var breaker = opened()
        breaker.recordFailure(at: at(0.5))
        #expect(breaker.admit(at: at(0.9)) == .refused(until: at(1)))
    }
}
