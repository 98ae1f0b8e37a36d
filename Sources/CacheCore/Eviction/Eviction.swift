import Logging
import Metrics
import Synchronization

/// Keeps the store within its capacity and free of what has expired, in the background.
///
/// Commits tell it of every written and removed entry, in their order; hits reach it through a `UseBuffer`. What the
/// policies choose is removed by the store's own writer, a small batch at a time, so that row, vector and keys go
/// together and other writes go on between. So the store may be above its capacity by what is written during one
/// such removal.
///
/// The policies' state is stored every few minutes and at the end. At a start it is brought up to date from the times
/// at which entries were last served; if there is none, or the algorithm has changed, it is built from those alone.
final class Eviction: Sendable {
    /// Entries that are removed in one write.
    private static let batchSize = 256
    private static let pause = Duration.milliseconds(2)
    private static let interval = Duration.seconds(1)
    private static let saveInterval: Double = 300

    private enum Change: Sendable {
        case inserted(EntryID, Tenant, weight: Int, isPinned: Bool)
        case removed(EntryID, Tenant)
    }

    private struct State {
        var pools: EvictionPools
        /// Until the stored state has been read, commits wait here.
        var waiting: [Change]? = []
        var victims: Set<EntryID> = []
        var hasChanged = false
        var savedAt: Timestamp
    }

    private let store: any EntryStore
    private let logger: Logger
    private let now: WallClock
    private let state: Mutex<State>
    private let uses = UseBuffer()
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation
    private let evictions: Counter
    private let expirations: Counter
    private let evictedSinceStart = Atomic<Int64>(0)
    private let expiredSinceStart = Atomic<Int64>(0)

    init(
        store: any EntryStore, policy: CachePolicy, metrics: any MetricsFactory, logger: Logger,
        now: @escaping WallClock
    ) {
        self.store = store
        self.logger = logger
        self.now = now
        state = Mutex(State(pools: EvictionPools(policy), savedAt: now()))
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        evictions = Counter(label: "modelcache_evictions_total", dimensions: [], factory: metrics)
        expirations = Counter(label: "modelcache_expirations_total", dimensions: [], factory: metrics)
    }

    // MARK: What others tell

    func inserted(_ id: EntryID, of tenant: Tenant, weight: Int, isPinned: Bool) {
        note([.inserted(id, tenant, weight: weight, isPinned: isPinned)])
    }

    func removed(_ keys: [EntryKey]) { note(keys.map { .removed($0.id, $0.tenant) }) }

    func removed(_ ids: some Sequence<EntryID>, of tenant: Tenant) { note(ids.map { .removed($0, tenant) }) }

    func used(_ id: EntryID, of tenant: Tenant) {
        if uses.add(id, tenant: tenant) { waker.yield() }
    }

    private func note(_ changes: [Change]) {
        let hasVictims = state.withLock { state in
            guard state.waiting == nil else {
                state.waiting?.append(contentsOf: changes)
                return false
            }
            apply(changes, to: &state)
            return !state.victims.isEmpty
        }
        if hasVictims { waker.yield() }
    }

    private func apply(_ changes: [Change], to state: inout State) {
        for change in changes {
            switch change {
            case .inserted(let id, let tenant, let weight, let isPinned):
                var evicted: [EntryID] = []
                state.pools.insert(id, of: tenant, weight: weight, isPinned: isPinned, evicted: &evicted)
                // One that was to go and has been written anew stays, unless it is the one that has to go now.
                state.victims.remove(id)
                state.victims.formUnion(evicted)
            case .removed(let id, let tenant):
                state.victims.remove(id)
                state.pools.remove(id, of: tenant)
            }
        }
        state.hasChanged = true
    }

    // MARK: The work in the background

    /// Works until the task is cancelled.
    func run() async {
        do {
            try await load()
        } catch {
            guard !Task.isCancelled else { return }
            logger.error(
                "What entries there are could not be read, so none is evicted", metadata: ["error": "\(error)"])
            return
        }
        let ticks = Task { [waker] in
            while !Task.isCancelled {
                waker.yield()
                try? await Task.sleep(for: Self.interval)
            }
        }
        defer { ticks.cancel() }
        for await _ in wakes {
            do {
                takeInUses()
                try await removeVictims()
                try await removeExpired()
                if now().seconds(since: state.withLock { $0.savedAt }) >= Self.saveInterval { try await save() }
            } catch {
                guard !Task.isCancelled, error != .closed else { return }
                logger.warning("Entries could not be evicted; trying again", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    private func load() async throws(StoreError) {
        var pools = state.withLock { $0.pools }
        if let snapshot = try await store.evictionState() { pools.restore(snapshot) }
        let stored = Mutex<[EntryRetention]>([])
        try await store.forEachRetention { batch in stored.withLock { $0 += batch } }
        var evicted: [EntryID] = []
        pools.agree(with: stored.withLock { $0 }, evicted: &evicted)
        let loaded = pools
        state.withLock { state in
            state.pools = loaded
            state.victims.formUnion(evicted)
            let waiting = state.waiting ?? []
            state.waiting = nil
            apply(waiting, to: &state)
        }
    }

    private func takeInUses() {
        let uses = uses.drain()
        guard !uses.isEmpty else { return }
        state.withLock { state in
            for use in uses { state.pools.access(use.id, of: use.tenant) }
            state.hasChanged = true
        }
    }

    private func removeVictims() async throws(StoreError) {
        while true {
            let batch = state.withLock { state in
                let batch = Array(state.victims.prefix(Self.batchSize))
                state.victims.subtract(batch)
                return batch
            }
            guard !batch.isEmpty else { return }
            do {
                let count = try await store.remove(batch.sorted(), tenant: nil)
                evictions.increment(by: count)
                evictedSinceStart.add(Int64(count), ordering: .relaxed)
            } catch {
                state.withLock { $0.victims.formUnion(batch) }
                throw error
            }
        }
    }

    private func removeExpired() async throws(StoreError) {
        while true {
            let count = try await store.removeExpired(at: now(), limit: Self.batchSize)
            expirations.increment(by: count)
            expiredSinceStart.add(Int64(count), ordering: .relaxed)
            guard count == Self.batchSize else { return }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Stores the policies' state, if it has been read and has changed.
    func save() async throws(StoreError) {
        takeInUses()
        // A copy, so that commits need not wait while it is encoded.
        let pools = state.withLock { state -> EvictionPools? in
            guard state.waiting == nil, state.hasChanged else { return nil }
            state.hasChanged = false
            state.savedAt = now()
            return state.pools
        }
        if let pools { try await store.saveEvictionState(pools.snapshot) }
    }

    var statistics: EvictionStatistics {
        state.withLock { state in
            EvictionStatistics(
                algorithm: state.pools.shared.algorithm, capacity: state.pools.capacity,
                entryBytes: state.pools.weight, stateBytes: state.pools.byteCount,
                evicted: evictedSinceStart.load(ordering: .relaxed),
                expired: expiredSinceStart.load(ordering: .relaxed))
        }
    }
}

/// What eviction and expiry have done.
public struct EvictionStatistics: Sendable, Equatable {
    public let algorithm: EvictionAlgorithm
    public let capacity: EvictionCapacity
    /// Bytes of all entries, as they are counted against the capacity.
    public let entryBytes: Int
    /// Memory of the policies.
    public let stateBytes: Int
    /// Entries that were evicted for others since the start.
    public let evicted: Int64
    /// Entries that were removed because they had expired since the start.
    public let expired: Int64
}
