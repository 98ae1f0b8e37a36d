import Testing

@testable import CacheCore

@Suite("Pools of several tenants")
struct EvictionPoolsTests {
    private func pools(entries: Int, bytes: Int? = nil, own: [Tenant: Int] = [:]) -> EvictionPools {
        var policy = CachePolicy()
        policy.capacity = EvictionCapacity(entries: entries, bytes: bytes)
        policy.eviction = .lru
        for (tenant, entries) in own {
            var rules = TenantPolicy()
            rules.capacityEntries = entries
            policy.tenants[tenant] = rules
        }
        return EvictionPools(policy)
    }

    private func insert(_ ids: ClosedRange<Int64>, of tenant: Tenant, into pools: inout EvictionPools) -> [Int64] {
        var evicted: [EntryID] = []
        for id in ids { pools.insert(EntryID(id), of: tenant, weight: 10, evicted: &evicted) }
        return evicted.map(\.rawValue)
    }

    @Test("a tenant with a bound of its own evicts only its own entries")
    func ownBound() {
        var pools = pools(entries: 10, own: ["small": 2])
        #expect(insert(1...5, of: "other", into: &pools) == [])
        #expect(insert(11...14, of: "small", into: &pools) == [11, 12])
        #expect(pools.count == 7)
    }

    @Test("the bound of the whole holds, and tenants without a bound give way")
    func whole() {
        var pools = pools(entries: 10, own: ["large": 8])
        #expect(insert(1...10, of: "other", into: &pools) == [])
        #expect(insert(11...14, of: "large", into: &pools) == [1, 2, 3, 4])
        #expect(insert(20...20, of: "other", into: &pools) == [5])
        #expect(pools.count == 10)
    }

    @Test("bounds that are too large together leave the largest pool to give way")
    func overcommitted() {
        var pools = pools(entries: 10, own: ["a": 8, "b": 8])
        #expect(insert(1...7, of: "a", into: &pools) == [])
        #expect(insert(11...15, of: "b", into: &pools) == [1, 2])
    }

    @Test("an entry that finds no room is to be removed itself")
    func noRoom() {
        var pools = pools(entries: 10, bytes: 5)
        #expect(insert(1...1, of: "t", into: &pools) == [1])
        #expect(pools.count == 0)
    }

    @Test("a snapshot is brought up to date with what is stored")
    func agreement() {
        var before = pools(entries: 4, own: ["own": 2])
        _ = insert(1...3, of: "t", into: &before)
        _ = insert(11...12, of: "own", into: &before)
        var after = pools(entries: 4, own: ["own": 2])
        after.restore(before.snapshot)
        func stored(_ id: Int64, _ tenant: Tenant, usedAt: Int64) -> EntryRetention {
            EntryRetention(
                id: EntryID(id), tenant: tenant, weight: 10, usedAt: Timestamp(milliseconds: usedAt), hitCount: 0)
        }
        var evicted: [EntryID] = []
        // 1 and 12 were removed meanwhile; 21 and 22 were written.
        after.agree(
            with: [
                stored(2, "t", usedAt: 1), stored(3, "t", usedAt: 2), stored(11, "own", usedAt: 1),
                stored(22, "t", usedAt: 9), stored(21, "t", usedAt: 8),
            ], evicted: &evicted)
        #expect(evicted == [EntryID(2)])
        #expect(Set(after.shared.ids) == [EntryID(3), EntryID(21), EntryID(22)])
        #expect(after.own["own"]?.ids == [EntryID(11)])
    }

    @Test(
        "a damaged snapshot leaves the pools to be built from the rows",
        arguments: [[], [255], [1, 2, 3]] as [[UInt8]])
    func damaged(bytes: [UInt8]) {
        var pools = pools(entries: 4)
        pools.restore(bytes)
        #expect(pools.count == 0)
    }
}
