import CacheCore
import Foundation
import Logging
import Synchronization

/// The vector index inside the process: exact answers at the cost of an approximate search, and nothing to
/// tune from one vector to a million.
///
/// A search scans compact forms of a partition's vectors, the 8-bit codes of small partitions and the sign
/// bits of large ones, and compares the best candidates with the original vectors. So every similarity is
/// exact, and what is lost against comparing with every vector is measured, not assumed (see
/// `Tests/VectorSearchTests`). A scan needs no graph or clusters to be built: inserting, replacing and
/// removing take the same few microseconds at any size.
///
/// Memory for 384 dimensions: about 480 bytes a vector, and its original of 1,536 bytes in a temporary file
/// or in memory.
///
/// Vectors of a tenant are loaded from the `VectorSource` when `prepare` is called, or else at the tenant's first search; other
/// tenants do not wait. Tenants that have been idle are dropped when memory is short. Without a source every tenant begins
/// empty and stays.
///
/// Searches of up to 50,000 vectors (a fraction of a millisecond) run on the caller's thread; larger ones on
/// as many threads as there are cores, taken from tenants in turn, and when too many wait a search throws
/// `VectorIndexError.busy`.
public final class EmbeddedVectorIndex: VectorIndex {
    /// The most neighbours that a search returns.
    public static let maximumCount = 100

    /// Where the original vectors are kept.
    public enum Originals: Sendable {
        case memory
        /// In a nameless temporary file in this folder, which should be on a disk, not in memory. It needs
        /// `4 * dimensions` bytes for each vector, and nothing is lost when the process ends. When the disk is full,
        /// later vectors stay in memory, and a warning is logged.
        case file(folder: String)
    }

    /// How many vectors are in memory, and how much they take.
    public struct Statistics: Sendable, Equatable {
        public let tenantCount: Int
        public let vectorCount: Int
        /// Bytes of memory, without the originals.
        public let byteCount: Int
        /// Vectors that were left out since the start because they cannot be compared.
        public let rejectedCount: Int
    }

    public let dimensions: Int
    private typealias Load = Task<TenantIndex, any Error>

    private let layout: RowLayout
    private let originals: any OriginalVectors
    private let source: (any VectorSource)?
    private let memoryBudget: Int
    private let limits: SearchLimits
    private let kernels: Kernels
    private let now: @Sendable () -> Duration
    private let tenants = Mutex(TenantLifecycle<TenantIndex, Load>())
    private let rejectedCount = Atomic<Int>(0)
    private let changeCount = Atomic<Int>(0)
    private let threads: SearchThreads

    /// - Parameters:
    ///   - dimensions: the components of every vector, 1 to 4,096.
    ///   - source: where the vectors of tenants that are not in memory come from.
    ///   - memoryBudget: bytes above which idle tenants are dropped; by default a quarter of the machine's
    ///     memory.
    ///   - logger: told when originals cannot be written.
    /// - Throws: `VectorSearchError.originals` when no file can be made in the folder.
    public convenience init(
        dimensions: Int, originals: Originals = .memory, source: (any VectorSource)? = nil,
        memoryBudget: Int? = nil, logger: Logger = Logger(label: "modelcache")
    ) throws(VectorSearchError) {
        try self.init(
            dimensions: dimensions, originals: originals, source: source, memoryBudget: memoryBudget,
            logger: logger, limits: SearchLimits())
    }

    init(
        dimensions: Int, originals: Originals, source: (any VectorSource)?, memoryBudget: Int? = nil,
        logger: Logger = Logger(label: "modelcache"), limits: SearchLimits, kernels: Kernels = .best,
        now: @escaping @Sendable () -> Duration = EmbeddedVectorIndex.sinceStart
    ) throws(VectorSearchError) {
        precondition(
            1...UnitVector.maximumDimensions ~= dimensions,
            "an index has 1 to \(UnitVector.maximumDimensions) dimensions, not \(dimensions)")
        self.dimensions = dimensions
        layout = RowLayout(dimensions: dimensions)
        switch originals {
        case .memory: self.originals = OriginalsInMemory(dimensions: dimensions)
        case .file(let folder):
            self.originals = try OriginalsFile(folder: folder, dimensions: dimensions, logger: logger)
        }
        self.source = source
        self.memoryBudget = memoryBudget ?? Int(ProcessInfo.processInfo.physicalMemory / 4)
        self.limits = limits
        self.kernels = kernels
        self.now = now
        let coreCount = ProcessInfo.processInfo.activeProcessorCount
        threads = SearchThreads(threadCount: coreCount, capacity: 64 * coreCount)
    }

    private static let start = ContinuousClock.now

    /// The time that idle tenants are measured by.
    static let sinceStart: @Sendable () -> Duration = { start.duration(to: .now) }

    /// Whether a vector can be searched for and be found. Ask before an entry is stored with it.
    ///
    /// - Throws: `VectorSearchError.wrongDimensions` or `.notComparable`.
    public func check(_ vector: [Float]) throws(VectorSearchError) {
        _ = try UnitVector(vector, dimensions: dimensions)
    }

    public var statistics: Statistics {
        let indexes = tenants.withLock { $0.indexes }
        return Statistics(
            tenantCount: indexes.count, vectorCount: indexes.reduce(0) { $0 + $1.count },
            byteCount: indexes.reduce(0) { $0 + $1.byteCount },
            rejectedCount: rejectedCount.load(ordering: .relaxed))
    }
}

// MARK: - Changes

extension EmbeddedVectorIndex {
    /// Adds or replaces vectors. Those that cannot be compared (see `check`) are left out and counted.
    public func insert(_ vectors: [IndexedVector], tenant: Tenant) {
        change(tenant, .insert(vectors))
        // Memory grows here and in loads; the sum over all tenants is not worth it each time.
        let (old, new) = changeCount.add(vectors.count, ordering: .relaxed)
        if old >> 12 != new >> 12 { dropIdleTenants() }
    }

    public func remove(_ ids: [EntryID], tenant: Tenant) {
        change(tenant, .remove(ids))
    }

    public func removeAll(tenant: Tenant) {
        change(tenant, .removeAll)
    }

    private func change(_ tenant: Tenant, _ change: VectorChange) {
        let index = tenants.withLock { tenants in
            source == nil
                ? tenants.ready(tenant, at: now(), makeIndex) : tenants.change(tenant, change)
        }
        if let index { apply(change, to: index) }
    }

    private func apply(_ change: VectorChange, to index: TenantIndex) {
        switch change {
        case .insert(let vectors): rejectedCount.add(index.insert(vectors), ordering: .relaxed)
        case .remove(let ids): index.remove(ids)
        case .removeAll: index.removeAll()
        }
    }

    private func makeIndex() -> TenantIndex {
        TenantIndex(layout: layout, originals: originals, limits: limits, kernels: kernels)
    }
}

// MARK: - Searches

extension EmbeddedVectorIndex {
    /// - Parameters:
    ///   - among: the only entries to look at, each once; nil for all.
    ///   - count: 0 to 100.
    /// - Throws: `VectorSearchError`. A tenant or partition without vectors has no neighbours and is not an
    ///   error.
    /// - Complexity: linear in the size of the partition, or in the number of entries to look at where they are given, with a small factor: 100,000 vectors of 384
    ///   dimensions take a fifth of a millisecond.
    public func search(
        _ vector: [Float], tenant: Tenant, partition: PartitionDigest, among: [EntryID]?, count: Int
    ) async throws -> [Neighbour] {
        guard 0...Self.maximumCount ~= count else { throw VectorSearchError.countOutOfRange(count) }
        let query = try UnitVector(vector, dimensions: dimensions)
        guard count > 0, let index = try await index(of: tenant) else { return [] }
        let size = among?.count ?? index.count(in: partition)
        guard size > limits.onCallersThread else {
            return try index.search(query, in: partition, among: among, count: count)
        }
        return try await threads.run(for: tenant) {
            try index.search(query, in: partition, among: among, count: count)
        }
    }

    /// Loads the tenant's vectors, unless those in memory take as much as they may already; at leisure, so that other
    /// requests keep the processor, until a search waits for them. Cancelling it ends the load.
    public func prepare(_ tenant: Tenant) async -> Bool {
        guard statistics.byteCount < memoryBudget else { return false }
        if let source, case .wait(let load) = use(tenant, isAhead: true, from: source) {
            await withTaskCancellationHandler {
                _ = await load.result
            } onCancel: {
                load.cancel()
            }
        }
        return true
    }

    private func use(
        _ tenant: Tenant, isAhead: Bool = false, from source: any VectorSource
    ) -> TenantLifecycle<TenantIndex, Load>.Use {
        tenants.withLock { tenants in
            tenants.use(tenant, at: now(), isAhead: isAhead) { ticket in
                Task { try await self.load(tenant, ticket: ticket, from: source) }
            }
        }
    }

    /// The tenant's index, loaded if need be; nil when there is none.
    private func index(of tenant: Tenant) async throws -> TenantIndex? {
        guard let source else { return tenants.withLock { $0.index(of: tenant) } }
        switch use(tenant, from: source) {
        case .search(let index): return index
        case .wait(let load): return try await load.value
        case .fail(let error): throw error
        }
    }

    private func load(
        _ tenant: Tenant, ticket: Int, from source: any VectorSource
    ) async throws -> TenantIndex {
        let index = makeIndex()
        do {
            let (threads, pace) = (LoadingThreads(), LoadingPace())
            try await source.forEachVector(of: tenant) { vectors in
                threads.run { self.apply(.insert(vectors), to: index) }
                if !self.tenants.withLock({ $0.isAwaited(tenant, ticket: ticket) }) { pace.rest() }
                pace.goOn()
            }
            await threads.finish()
            while let changes = tenants.withLock({
                $0.takeChanges(tenant, ticket: ticket, index: index, at: now())
            }), !changes.isEmpty {
                for change in changes { apply(change, to: index) }
            }
        } catch {
            let failure = error as? VectorSearchError ?? .loadFailed("\(error)")
            tenants.withLock { $0.fail(tenant, ticket: ticket, failure, at: now()) }
            throw failure
        }
        dropIdleTenants()
        return index
    }

    private func dropIdleTenants() {
        guard source != nil else { return }
        // Their memory is freed when the last search has let go of them, and never under the lock.
        let dropped = tenants.withLock {
            $0.dropIdle(at: now(), budget: memoryBudget, size: \.byteCount)
        }
        withExtendedLifetime(dropped) {}
    }
}
