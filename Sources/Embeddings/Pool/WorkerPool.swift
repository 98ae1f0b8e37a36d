import CacheCore
import Dispatch
import Foundation
import Synchronization

/// A piece of work that is done a bounded step at a time.
protocol SteppedWork: Sendable {
    /// Does one step; whether there is more to do.
    mutating func step() -> Bool
}

/// Threads of their own for work that computes: never an event loop, never Swift's cooperative pool.
///
/// Waiting work is bounded; a full pool refuses at once. Long work is done in steps, and after each step it goes
/// behind the other tenants' (`FairQueue`), so that short work waits for one step at most.
final class WorkerPool<Work: SteppedWork>: Sendable {
    struct Limits: Sendable {
        /// Pieces of work that may be waiting or under way.
        var count = 1_024
        /// The sizes of all these together, in bytes.
        var bytes = 64 << 20
        /// One tenant's share of the bytes, so that its long texts do not make the others busy.
        var tenantBytes = 16 << 20
    }

    private let threadCount: Int
    private let limits: Limits
    private let shared = Shared()

    init(threadCount: Int, limits: Limits) {
        self.threadCount = threadCount
        self.limits = limits
        for number in 0..<threadCount {
            let thread = Thread { [shared] in shared.work() }
            thread.name = "encoder-\(number)"
            thread.start()
        }
    }

    deinit {
        shared.close(threadCount: threadCount)
    }

    /// Pieces of work that wait or are under way.
    var depth: Int { shared.state.withLock { $0.pendingCount } }

    /// Hands in a piece of work; false, and nothing will be done, when too much waits already.
    ///
    /// - Parameter byteCount: its size, for the bound.
    func submit(_ work: Work, tenant: Tenant, length: FairQueue<Item>.Length, byteCount: Int) -> Bool {
        let isAdmitted = shared.state.withLock { state in
            guard state.admits(byteCount, of: tenant, within: limits) else { return false }
            state.begin(byteCount, of: tenant)
            state.queue.append(
                Item(work: work, length: length, byteCount: byteCount), of: tenant, length: length)
            return true
        }
        if isAdmitted { shared.available.signal() }
        return isAdmitted
    }

    struct Item: Sendable {
        var work: Work
        let length: FairQueue<Item>.Length
        let byteCount: Int
    }

    /// What the threads hold, so that they do not keep the pool itself alive.
    private final class Shared: Sendable {
        struct State {
            var queue = FairQueue<Item>()
            var pendingCount = 0
            var pendingBytes = 0
            /// For the tenants that have work waiting or under way.
            var pendingBytesByTenant: [Tenant: Int] = [:]
            var isClosed = false

            /// A single piece of work is admitted whatever its size, and so is a tenant's only one if there is
            /// room for it among the others'.
            func admits(_ byteCount: Int, of tenant: Tenant, within limits: Limits) -> Bool {
                guard pendingCount > 0 else { return true }
                let isWithinShare = pendingBytesByTenant[tenant].map { $0 + byteCount <= limits.tenantBytes } ?? true
                return pendingCount < limits.count && pendingBytes + byteCount <= limits.bytes && isWithinShare
            }

            mutating func begin(_ byteCount: Int, of tenant: Tenant) {
                pendingCount += 1
                pendingBytes += byteCount
                pendingBytesByTenant[tenant, default: 0] += byteCount
            }

            mutating func end(_ byteCount: Int, of tenant: Tenant) {
                pendingCount -= 1
                pendingBytes -= byteCount
                let rest = (pendingBytesByTenant[tenant] ?? 0) - byteCount
                // A tenant whose remaining work is empty texts may be forgotten: it has used nothing of its share.
                pendingBytesByTenant[tenant] = rest > 0 ? rest : nil
            }
        }

        let state = Mutex(State())
        /// One signal for each item in the queue, and one for each thread at the end.
        let available = DispatchSemaphore(value: 0)

        func close(threadCount: Int) {
            state.withLock { $0.isClosed = true }
            for _ in 0..<threadCount { available.signal() }
        }

        func work() {
            while true {
                available.wait()
                guard let (tenant, item) = state.withLock({ $0.queue.popFirst() }) else {
                    // Woken without an item: the pool is gone.
                    return
                }
                var next = item
                if next.work.step() {
                    state.withLock { $0.queue.append(next, of: tenant, length: next.length) }
                    available.signal()
                } else {
                    state.withLock { $0.end(item.byteCount, of: tenant) }
                }
            }
        }
    }
}
