import CacheCore
import Synchronization

/// A clock that a test sets.
public final class ManualClock: Sendable {
    private let time = Mutex(Timestamp(milliseconds: 1_700_000_000_000))

    public init() {}

    public var now: Timestamp { time.withLock { $0 } }

    public func advance(seconds: Double) {
        time.withLock { $0 = Timestamp(milliseconds: $0.rawValue + Int64((seconds * 1_000).rounded())) }
    }
}
