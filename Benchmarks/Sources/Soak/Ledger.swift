import Foundation
import Synchronization

/// What all clients of a run share: the time, the server's port, the counts and what went wrong.
final class Ledger: Sendable {
    struct Counts: Codable {
        /// Requests by what they were and what became of them: `lookup exact`, `insert refused`.
        var requests: [String: Int] = [:]
        var violations: [String] = []
        var violationCount = 0
        /// Replies that the situation does not explain.
        var surprises: [String] = []
        var surpriseCount = 0
    }

    private struct State {
        var counts = Counts()
        var isOver = false
        var restartCount = 0
        var fault = FaultSchedule.Fault.none
        /// Until then, trouble is explained by a kill or by a disk that was full a moment ago.
        var excusedUntil = 0.0
    }

    let port: Int
    private let start = ContinuousClock.now
    private let state = Mutex(State())
    private static let shownCount = 20

    init(port: Int) {
        self.port = port
    }

    /// Seconds since the beginning.
    var time: Double { (ContinuousClock.now - start) / .seconds(1) }

    var isOver: Bool { state.withLock { $0.isOver } }
    var counts: Counts { state.withLock { $0.counts } }

    /// Goes up with each start of the server; whoever sees that looks whether everything is still there.
    var restartCount: Int { state.withLock { $0.restartCount } }

    func countRestart() { state.withLock { $0.restartCount += 1 } }

    func end() { state.withLock { $0.isOver = true } }

    func set(_ fault: FaultSchedule.Fault) {
        let time = time
        state.withLock { state in
            if state.fault == .diskFull { state.excusedUntil = max(state.excusedUntil, time + 3) }
            state.fault = fault
        }
    }

    /// The server is about to be killed (a long time), or serves again (a short one).
    func excuse(seconds: Double) {
        let time = time
        state.withLock { $0.excusedUntil = time + seconds }
    }

    func count(_ request: String) {
        state.withLock { $0.counts.requests[request, default: 0] += 1 }
    }

    func report(violation: String) {
        let time = time
        state.withLock { state in
            state.counts.violationCount += 1
            guard state.counts.violations.count < Self.shownCount else { return }
            state.counts.violations.append("\(Int(time)) s: \(violation)")
        }
    }

    /// A failed request. Only kills excuse one, and for writes a full disk.
    func report(failure: String, isWrite: Bool) {
        let time = time
        state.withLock { state in
            guard time > state.excusedUntil, !(isWrite && state.fault == .diskFull) else { return }
            state.counts.surpriseCount += 1
            guard state.counts.surprises.count < Self.shownCount else { return }
            state.counts.surprises.append("\(Int(time)) s: \(failure)")
        }
    }
}
