import Dispatch

/// Takes in a tenant's vectors on threads of their own, while the source reads the next ones.
///
/// One load uses two of them: writing the originals and quantising take about twice as long as reading from SQLite.
final class LoadingThreads: Sendable {
    private static let threadCount = 2

    private let queue = DispatchQueue(label: "modelcache.load", attributes: .concurrent)
    private let group = DispatchGroup()
    private let free = DispatchSemaphore(value: threadCount)

    /// Waits for a free thread, so that what is read does not pile up. Work is not done in order.
    func run(_ body: @escaping @Sendable () -> Void) {
        free.wait()
        queue.async(group: group) {
            body()
            self.free.signal()
        }
    }

    /// Returns when all work is done.
    func finish() async {
        await withCheckedContinuation { continuation in
            group.notify(queue: queue) { continuation.resume() }
        }
    }
}
