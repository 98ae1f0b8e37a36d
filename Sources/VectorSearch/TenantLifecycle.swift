import CacheCore

/// A change to a tenant's vectors.
enum VectorChange: Sendable {
    case insert([IndexedVector])
    case remove([EntryID])
    case removeAll
}

/// Which tenants are in memory, and what a search or a change means for each. A pure value: it starts
/// nothing and waits for nothing.
///
/// ```
///            first search              all changes taken in
///   absent ───────────────▶ loading ───────────────────────▶ ready
///     ▲                      │ source failed                  │ idle while memory is short
///     │    later search      ▼                                │
///     ├───────────────── failed                               │
///     └───────────────────────────────────────────────────────┘
/// ```
///
/// No change is lost: the source streams a snapshot that is taken after loading began, and every change from
/// then on is kept and replayed upon it, in order. Replaying one that the snapshot already has changes
/// nothing.
///
/// - `Index`: a tenant's index; `Load`: what a search waits for while the tenant loads.
struct TenantLifecycle<Index, Load> {
    /// How long a tenant that failed to load is left alone.
    static var retryDelay: Duration { .seconds(5) }
    /// A tenant used within this time is not dropped.
    static var idleTime: Duration { .seconds(30) }

    private struct Loading {
        let load: Load
        /// Tells one load from a later one of the same tenant.
        let ticket: Int
        /// Whether a search waits for it.
        var isAwaited: Bool
        var changes: [VectorChange] = []
    }

    private enum State {
        case loading(Loading)
        case ready(Index, lastUse: Duration)
        case failed(VectorSearchError, retry: Duration)
    }

    /// What a search does.
    enum Use {
        case search(Index)
        case wait(Load)
        case fail(VectorSearchError)
    }

    private var states: [Tenant: State] = [:]
    private var nextTicket = 0

    /// - Parameters:
    ///   - now: time since any fixed moment.
    ///   - isAhead: whether no search waits for it yet.
    ///   - startLoad: called when the tenant has to be loaded.
    mutating func use(
        _ tenant: Tenant, at now: Duration, isAhead: Bool = false, startLoad: (_ ticket: Int) -> Load
    ) -> Use {
        switch states[tenant] {
        case .ready(let index, _):
            states[tenant] = .ready(index, lastUse: now)
            return .search(index)
        case .loading(var loading):
            if !isAhead {
                loading.isAwaited = true
                states[tenant] = .loading(loading)
            }
            return .wait(loading.load)
        case .failed(let error, let retry) where now < retry:
            return .fail(error)
        case .failed, nil:
            let loading = Loading(load: startLoad(nextTicket), ticket: nextTicket, isAwaited: !isAhead)
            nextTicket += 1
            states[tenant] = .loading(loading)
            return .wait(loading.load)
        }
    }

    /// Whether a search waits for this load, or it has been overtaken: then it should end soon.
    func isAwaited(_ tenant: Tenant, ticket: Int) -> Bool {
        guard case .loading(let loading) = states[tenant], loading.ticket == ticket else { return true }
        return loading.isAwaited
    }

    /// The index to make a change in, nil when there is none: then the change is kept for the end of the
    /// load, or the next load will find it in the source.
    mutating func change(_ tenant: Tenant, _ change: VectorChange) -> Index? {
        switch states[tenant] {
        case .ready(let index, _): return index
        case .loading(var loading):
            // Taken out first, so that the array is changed in place.
            states[tenant] = nil
            loading.changes.append(change)
            states[tenant] = .loading(loading)
            return nil
        case .failed, nil: return nil
        }
    }

    /// The changes that a load has to take in before it is complete; an empty array means that it is, and the
    /// index is ready from now on. Nil when the load has been overtaken and its index is of no use.
    mutating func takeChanges(
        _ tenant: Tenant, ticket: Int, index: Index, at now: Duration
    ) -> [VectorChange]? {
        guard case .loading(var loading) = states[tenant], loading.ticket == ticket else { return nil }
        let changes = loading.changes
        if changes.isEmpty {
            states[tenant] = .ready(index, lastUse: now)
        } else {
            loading.changes = []
            states[tenant] = .loading(loading)
        }
        return changes
    }

    mutating func fail(_ tenant: Tenant, ticket: Int, _ error: VectorSearchError, at now: Duration) {
        guard case .loading(let loading) = states[tenant], loading.ticket == ticket else { return }
        states[tenant] = .failed(error, retry: now + Self.retryDelay)
    }

    /// Makes a tenant ready with an index that needs no source; the one that is there, if any.
    mutating func ready(_ tenant: Tenant, at now: Duration, _ makeIndex: () -> Index) -> Index {
        if case .ready(let index, _) = states[tenant] { return index }
        let index = makeIndex()
        states[tenant] = .ready(index, lastUse: now)
        return index
    }

    func index(of tenant: Tenant) -> Index? {
        guard case .ready(let index, _) = states[tenant] else { return nil }
        return index
    }

    var indexes: [Index] {
        states.values.compactMap { state in
            if case .ready(let index, _) = state { index } else { nil }
        }
    }

    /// Drops idle tenants, the longest idle first, until `budget` is kept; their indexes.
    mutating func dropIdle(at now: Duration, budget: Int, size: (Index) -> Int) -> [Index] {
        var ready: [(tenant: Tenant, index: Index, lastUse: Duration, size: Int)] = []
        for case (let tenant, .ready(let index, let lastUse)) in states {
            ready.append((tenant, index, lastUse, size(index)))
        }
        var total = ready.reduce(0) { $0 + $1.size }
        var dropped: [Index] = []
        for item in ready.sorted(by: { $0.lastUse < $1.lastUse }) {
            guard total > budget, now - item.lastUse >= Self.idleTime else { break }
            states[item.tenant] = nil
            total -= item.size
            dropped.append(item.index)
        }
        return dropped
    }
}
