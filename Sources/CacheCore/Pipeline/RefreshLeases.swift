import Synchronization

/// Who refreshes an answer that is served stale: one caller in a lease time, however many ask.
///
/// A lease holds for one writing of an answer. So it ends when the answer is written anew, and when its holder does not
/// come back, the next caller after its time gets one.
final class RefreshLeases: Sendable {
    private struct Lease {
        let writtenAt: Timestamp
        let end: Timestamp
    }

    static let seconds = 30.0
    private static let maximumCount = 10_000

    private let leases = Mutex<[EntryID: Lease]>([:])

    /// Whether the caller is the one to refresh the answer.
    func claim(_ id: EntryID, writtenAt: Timestamp, at time: Timestamp) -> Bool {
        leases.withLock { leases in
            if let lease = leases[id], lease.writtenAt == writtenAt, time < lease.end { return false }
            if leases.count >= Self.maximumCount { leases = leases.filter { time < $0.value.end } }
            // More leases than are remembered: then several callers may be told, and no answer stays stale for that.
            guard leases.count < Self.maximumCount || leases[id] != nil else { return true }
            leases[id] = Lease(writtenAt: writtenAt, end: time.advanced(bySeconds: Self.seconds))
            return true
        }
    }
}
