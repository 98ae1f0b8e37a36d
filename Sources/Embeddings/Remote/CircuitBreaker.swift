// A circuit breaker keeps a service that is down from being asked again and again, and its callers from waiting for it.
//
//     closed ──(failures in a row reach the limit)──▶ open ──(the pause is over)──▶ half open
//        ▲                                              ▲                               │
//        └────────────(the one trial succeeds)──────────┼──────────(it fails)───────────┘
//
// While open, nothing is admitted. When the pause is over, a single trial is; every failed trial doubles the pause, up
// to a limit. The machine has no clock: whoever uses it says what time it is.
//
// M. Nygard, "Release It!", 2nd edition, 2018, chapter 5.

/// Decides whether a service that has failed may be asked.
struct CircuitBreaker: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// When it opens, and for how long.
    struct Settings: Sendable, Equatable {
        /// Failures in a row that open it.
        var failureLimit = 5
        /// How long it stays open at first.
        var pause = Duration.seconds(1)
        /// How long it stays open at most.
        var maximumPause = Duration.seconds(60)
    }

    private enum State {
        case closed(failures: Int)
        case open(until: Instant, pause: Duration)
        case halfOpen(pause: Duration)
    }

    /// What a request may do.
    enum Admission: Equatable {
        case admitted
        /// Not before this time; `nil` while a trial is under way.
        case refused(until: Instant?)
    }

    private let settings: Settings
    private var state = State.closed(failures: 0)

    init(_ settings: Settings = Settings()) {
        self.settings = settings
    }

    /// Asks for leave to send a request. Whoever is admitted must report the outcome.
    mutating func admit(at now: Instant) -> Admission {
        switch state {
        case .closed:
            return .admitted
        case .open(let until, _) where now < until:
            return .refused(until: until)
        case .open(_, let pause):
            state = .halfOpen(pause: pause)
            return .admitted
        case .halfOpen:
            return .refused(until: nil)
        }
    }

    mutating func recordSuccess() {
        state = .closed(failures: 0)
    }

    mutating func recordFailure(at now: Instant) {
        switch state {
        case .closed(let failures) where failures + 1 < settings.failureLimit:
            state = .closed(failures: failures + 1)
        case .closed:
            state = .open(until: now + settings.pause, pause: settings.pause)
        case .halfOpen(let pause):
            let longer = min(pause * 2, settings.maximumPause)
            state = .open(until: now + longer, pause: longer)
        case .open:
            // A request that was admitted before it opened; the pause stays as it is.
            break
        }
    }

    /// A request ended without telling anything about the service: it was cancelled, or its fault was the caller's.
    mutating func recordNoVerdict(at now: Instant) {
        if case .halfOpen(let pause) = state { state = .open(until: now, pause: pause) }
    }
}
