import Logging
import Metrics
import Synchronization

/// Removes for good, in the background, what was deleted longer ago than it can be undone, and what is left of tenants that
/// were removed.
///
/// A small batch is one durable write, and others go on between two of them. It remembers no place: what there is to do is in
/// the store, so a restart goes on where a crash came between.
final class Purging: Sendable {
    private static let batchSize = 256
    private static let pause = Duration.milliseconds(2)
    private static let interval = Duration.seconds(1)

    private let store: any EntryStore
    private let undoWindow: Double
    private let logger: Logger
    private let now: WallClock
    private let purges: Counter
    private let purgedSinceStart = Atomic<Int64>(0)

    init(
        store: any EntryStore, undoWindow: Double, metrics: any MetricsFactory, logger: Logger,
        now: @escaping WallClock
    ) {
        self.store = store
        self.undoWindow = undoWindow
        self.logger = logger
        self.now = now
        purges = Counter(label: "modelcache_purges_total", dimensions: [], factory: metrics)
    }

    /// Entries and rows of the query log that were purged since the start.
    var count: Int64 { purgedSinceStart.load(ordering: .relaxed) }

    /// Works until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                try await purge()
            } catch {
                guard !Task.isCancelled, error != .closed else { return }
                logger.warning("Deleted entries could not be purged; trying again", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: Self.interval)
        }
    }

    /// Purges all that is due.
    func purge() async throws(StoreError) {
        while !Task.isCancelled {
            let time = Timestamp(milliseconds: now().rawValue - Int64(undoWindow * 1_000))
            let count = try await store.purge(deletedUpTo: time, limit: Self.batchSize)
            guard count > 0 else { return }
            purges.increment(by: count)
            purgedSinceStart.add(Int64(count), ordering: .relaxed)
            try? await Task.sleep(for: Self.pause)
        }
    }
}
