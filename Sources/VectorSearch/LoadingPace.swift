import Foundation
import Synchronization

/// Keeps a load that nobody waits for to half a core or so.
///
/// What is read in a moment takes two more to be written and quantised on other threads (`LoadingThreads`), so after each part the
/// source's thread rests for five times as long as the part took to read.
final class LoadingPace: Sendable {
    private static let rests = 5.0
    /// A search that comes meanwhile waits for the end of a rest.
    private static let longestRest = 0.05

    private let begin = Mutex(ContinuousClock.now)

    /// After a part, before `goOn`.
    func rest() {
        let seconds = begin.withLock { (ContinuousClock.now - $0) / .seconds(1) }
        Thread.sleep(forTimeInterval: min(seconds * Self.rests, Self.longestRest))
    }

    /// The next part begins.
    func goOn() {
        begin.withLock { $0 = .now }
    }
}
