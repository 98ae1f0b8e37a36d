import CacheCore
import Dispatch
import Synchronization

/// Runs long searches on at most as many threads as the machine has cores, away from Swift's cooperative
/// threads, which must never be blocked for milliseconds.
///
/// One search is never split over cores: at a million vectors it takes a few milliseconds and is bound by
/// memory bandwidth, and under load the other cores have searches of their own.
final class SearchThreads: Sendable {
    private typealias Job = @Sendable () -> Void

    private struct State {
        var queue = FairQueue<Job>()
        var runningCount = 0
    }

    private let threadCount: Int
    private let capacity: Int
    private let state = Mutex(State())
    private let threads = DispatchQueue(label: "modelcache.search", attributes: .concurrent)

    /// - Parameter capacity: how many searches may wait.
    init(threadCount: Int, capacity: Int) {
        self.threadCount = threadCount
        self.capacity = capacity
    }

    /// - Throws: `VectorIndexError.busy` at once when too many are waiting, or what `body` throws.
    func run<Result: Sendable>(
        for tenant: Tenant, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let isQueued = submit(for: tenant) {
                continuation.resume(with: Swift.Result { try body() })
            }
            if !isQueued { continuation.resume(throwing: VectorIndexError.busy) }
        }
    }

    private func submit(for tenant: Tenant, _ job: @escaping Job) -> Bool {
        enum Place { case newThread, queue, none }
        let place: Place = state.withLock { state in
            guard state.runningCount == threadCount else {
                state.runningCount += 1
                state.queue.append(job, of: tenant)
                return .newThread
            }
            guard state.queue.count < capacity else { return .none }
            state.queue.append(job, of: tenant)
            return .queue
        }
        if place == .newThread { threads.async { self.work() } }
        return place != .none
    }

    /// Does waiting work until there is none.
    private func work() {
        while let job = nextJob() { job() }
    }

    private func nextJob() -> Job? {
        state.withLock { state in
            if let next = state.queue.popFirst() { return next.element }
            state.runningCount -= 1
            return nil
        }
    }
}
