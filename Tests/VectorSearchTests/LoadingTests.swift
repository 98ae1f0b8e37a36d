import CacheCore
import Synchronization
import TestSupport
import Testing

@testable import VectorSearch

/// A source whose tenants a test fills, fails and holds up.
private final class FakeSource: VectorSource {
    struct Unreadable: Error {}

    private let tenants: Mutex<[Tenant: [IndexedVector]]>
    private let isFailing = Mutex(false)
    private let gates = Mutex<[Tenant: AsyncStream<Void>]>([:])
    let loadCount = Atomic<Int>(0)

    init(_ tenants: [Tenant: [IndexedVector]]) {
        self.tenants = Mutex(tenants)
    }

    func set(_ vectors: [IndexedVector], of tenant: Tenant) {
        tenants.withLock { $0[tenant] = vectors }
    }

    func setFailing(_ failing: Bool) {
        isFailing.withLock { $0 = failing }
    }

    /// Loads of `tenant` wait after the first half until the continuation is finished.
    func hold(_ tenant: Tenant) -> AsyncStream<Void>.Continuation {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        gates.withLock { $0[tenant] = stream }
        return continuation
    }

    func forEachVector(
        of tenant: Tenant, visit: @escaping @Sendable ([IndexedVector]) throws -> Void
    ) async throws {
        loadCount.add(1, ordering: .relaxed)
        if isFailing.withLock({ $0 }) { throw Unreadable() }
        let vectors = tenants.withLock { $0[tenant] ?? [] }
        try visit(Array(vectors.prefix(vectors.count / 2)))
        if let gate = gates.withLock({ $0[tenant] }) {
            for await _ in gate {}
        }
        try visit(Array(vectors.suffix(from: vectors.count / 2)))
    }
}

@Suite struct LoadingTests {
    private let source = FakeSource([
        acme: [indexed(1, [1, 0]), indexed(2, [0, 1]), indexed(3, [-1, 0])],
        globex: [indexed(4, [1, 0])],
    ])
    private let clock = Clock()

    private final class Clock: Sendable {
        let seconds = Atomic<Int>(0)
        func now() -> Duration { .seconds(seconds.load(ordering: .relaxed)) }
    }

    private func makeIndex(memoryBudget: Int? = nil) throws -> EmbeddedVectorIndex {
        try EmbeddedVectorIndex(
            dimensions: 2, originals: .memory, source: source, memoryBudget: memoryBudget,
            limits: .small, now: clock.now)
    }

    private func ids(_ index: EmbeddedVectorIndex, _ tenant: Tenant = acme) async throws -> [Int64] {
        try await index.search([1, 0], tenant: tenant, partition: digest(0), count: 10)
            .map(\.id.rawValue)
    }

    @Test func aTenantIsLoadedOnceAtItsFirstSearch() async throws {
        let index = try makeIndex()
        #expect(source.loadCount.load(ordering: .relaxed) == 0)
        #expect(try await ids(index) == [1, 2, 3])
        #expect(try await ids(index) == [1, 2, 3])
        #expect(source.loadCount.load(ordering: .relaxed) == 1)
        #expect(try await ids(index, Tenant("nobody")) == [])
    }

    @Test func aPreparedTenantIsInMemoryAtItsFirstSearch() async throws {
        let index = try makeIndex()
        #expect(await index.prepare(acme))
        #expect(index.statistics.vectorCount == 3)
        #expect(try await ids(index) == [1, 2, 3])
        #expect(source.loadCount.load(ordering: .relaxed) == 1)
    }

    @Test(.timeLimit(.minutes(10))) func aLoadThatNobodyWantsAnyMoreEnds() async throws {
        let index = try makeIndex()
        let gate = source.hold(acme)
        let preparation = Task { await index.prepare(acme) }
        while source.loadCount.load(ordering: .relaxed) == 0 { await Task.yield() }
        preparation.cancel()
        // The gate is still shut.
        _ = await preparation.value
        gate.finish()
    }

    @Test(arguments: [(0, 0), (4, 20), (10, 50), (1_000, 50)])
    func aLoadThatNobodyWaitsForRestsLongerThanItReads(milliseconds: Int, rest: Int) {
        #expect(LoadingPace.rest(after: .milliseconds(milliseconds)) == .milliseconds(rest))
    }

    @Test func nothingIsPreparedWhenMemoryIsUsedUp() async throws {
        let index = try makeIndex(memoryBudget: 1)
        #expect(await index.prepare(acme))
        #expect(await !index.prepare(globex))
        #expect(index.statistics.tenantCount == 1)
        #expect(try await ids(index, globex) == [4])
    }

    @Test func aTenantThatCannotBePreparedIsTriedAgainByASearch() async throws {
        let index = try makeIndex()
        source.setFailing(true)
        #expect(await index.prepare(acme))
        source.setFailing(false)
        clock.seconds.store(10, ordering: .relaxed)
        #expect(try await ids(index) == [1, 2, 3])
    }

    @Test func changesDuringALoadAreNotLostAndOtherTenantsDoNotWait() async throws {
        let index = try makeIndex()
        let gate = source.hold(acme)
        async let found = ids(index)
        while source.loadCount.load(ordering: .relaxed) == 0 { await Task.yield() }
        #expect(try await ids(index, globex) == [4])
        // The snapshot that is being streamed still has 2 and 3.
        index.remove([EntryID(3)], tenant: acme)
        index.insert([indexed(5, [0.9, 0.1]), indexed(2, [0.8, 0.2])], tenant: acme)
        gate.finish()
        #expect(try await found == [1, 5, 2])
        #expect(try await ids(index) == [1, 5, 2])
    }

    @Test func removingAllDuringALoadLeavesNothing() async throws {
        let index = try makeIndex()
        let gate = source.hold(acme)
        async let found = ids(index)
        while source.loadCount.load(ordering: .relaxed) == 0 { await Task.yield() }
        index.removeAll(tenant: acme)
        index.insert([indexed(6, [1, 0])], tenant: acme)
        gate.finish()
        #expect(try await found == [6])
    }

    @Test func aSourceThatFailsIsTriedAgainLater() async throws {
        let index = try makeIndex()
        source.setFailing(true)
        await #expect(throws: VectorSearchError.loadFailed("Unreadable()")) { try await ids(index) }
        source.setFailing(false)
        await #expect(throws: VectorSearchError.loadFailed("Unreadable()")) { try await ids(index) }
        clock.seconds.store(5, ordering: .relaxed)
        #expect(try await ids(index) == [1, 2, 3])
    }

    @Test func idleTenantsAreDroppedAndComeBack() async throws {
        let index = try makeIndex(memoryBudget: 1)
        _ = try await ids(index)
        #expect(index.statistics.tenantCount == 1)
        clock.seconds.store(60, ordering: .relaxed)
        _ = try await ids(index, globex)
        #expect(index.statistics.tenantCount == 1)
        // Changes to a tenant that is not in memory are in the source by the time it comes back.
        index.insert([indexed(7, [1, 0])], tenant: acme)
        source.set([indexed(7, [1, 0])], of: acme)
        #expect(try await ids(index) == [7])
    }
}
