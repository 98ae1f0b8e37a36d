import Logging
import Metrics
import Synchronization

/// Writes the query log and the hit counts in the background.
///
/// `record` only appends to a bounded queue in memory. A task writes the queue once a second; a crash may
/// lose that last second, which is the bargain for a log that costs a query nothing.
public final class Journal: Sendable {
    public struct Options: Sendable {
        /// Whether queries are logged at all; hits are counted in any case.
        public var isEnabled = true
        /// Rows that may wait; more are shed.
        public var maximumRecords = 10_000
        /// Bytes that may wait.
        public var maximumBytes = 32 << 20
        /// Time between two writes.
        public var interval = Duration.seconds(1)

        public init() {}
    }

    private let queue: Mutex<JournalQueue>
    private let store: any EntryStore
    private let options: Options
    private let logger: Logger
    private let shed: Counter
    private let written: Counter

    init(
        store: any EntryStore, options: Options, metrics: any MetricsFactory, logger: Logger
    ) {
        shed = Counter(label: "modelcache_journal_shed_total", factory: metrics)
        written = Counter(label: "modelcache_journal_records_total", factory: metrics)
        self.store = store
        self.options = options
        self.logger = logger
        queue = Mutex(
            JournalQueue(
                maximumRecords: options.maximumRecords, maximumBytes: options.maximumBytes))
    }

    /// The number of rows that wait to be written.
    public var depth: Int {
        queue.withLock { $0.recordCount }
    }

    /// Adds a row to the query log.
    public func record(_ record: QueryRecord) {
        guard options.isEnabled else { return }
        if !queue.withLock({ $0.append(record) }) {
            shed.increment()
        }
    }

    /// Counts a lookup for reports and, where it is a hit, for its entry, and adds its row to the query log; counts also
    /// when queries are not logged.
    func record(_ lookup: Lookup, as record: QueryRecord) {
        let isShed = queue.withLock { queue in
            switch lookup {
            case .hit(let hit):
                queue.countHit(hit.id, tier: hit.tier, at: record.time, isFresh: !hit.isStale)
                queue.count(.hit(hit.tier), of: record.tenant, at: record.time, seconds: hit.seconds)
            case .miss(let miss):
                queue.count(.miss(miss.reason), of: record.tenant, at: record.time, seconds: miss.seconds)
            }
            return options.isEnabled && !queue.append(record)
        }
        if isShed { shed.increment() }
    }

    func record(_ label: PairLabel) {
        queue.withLock { $0.append(label) }
    }

    func discard(_ tenant: Tenant) {
        queue.withLock { $0.discard(tenant) }
    }

    func discard(where isDiscarded: (QueryRecord) -> Bool) {
        queue.withLock { $0.discard(where: isDiscarded) }
    }

    /// Writes until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: options.interval)
            await flush()
        }
    }

    /// Writes what waits now. On a failure the rows are shed: the store has said that it can't take them.
    public func flush() async {
        let (hasWork, count) = queue.withLock { ($0.hasWork, $0.recordCount) }
        guard hasWork else { return }
        do {
            written.increment(by: try await store.append { [self] in queue.withLock { $0.take() } })
        } catch {
            queue.withLock { $0.discard { _ in true } }
            shed.increment(by: count)
            logger.warning(
                "The query log was not written", metadata: ["rows": "\(count)", "reason": "\(error)"])
        }
    }
}
