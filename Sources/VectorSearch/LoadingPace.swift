import Foundation
import Synchronization

/// Keeps a load that nobody waits for to half a core or so.
///
/// What is read in a moment takes two more to be written and quantised on other threads (`LoadingThreads`), so after each part the
/// source's thread rests for five times as long as the part took to read.
final class LoadingPace: Sendable {
    private let begin = Mutex(ContinuousClock.now)

    /// After a part, before `goOn`.
    func rest() {
        let rest = Self.rest(after: begin.withLock { .now - $0 })
        Thread.sleep(forTimeInterval: rest / .seconds(1))
    }

    /// The next part begins.
    func goOn() {
        begin.withLock { $0 = .now }
    }

    /// Not for long: a search that comes meanwhile waits for the end of it.
    static func rest(after part: Duration) -> Duration { min(part * 5, .milliseconds(50)) }
}
