import TestSupport
import Testing

@testable import CacheCore

/// A pool and its reference, which do the same.
private final class Twins {
    var pool: EvictionPool
    var reference: ReferencePool

    init(_ algorithm: EvictionAlgorithm, capacity: EvictionCapacity) {
        pool = EvictionPool(algorithm, capacity: capacity)
        reference = ReferencePool(algorithm, capacity: capacity)
    }

    /// Whether both took the entry in and evicted the same entries for it, in the same order.
    func insert(_ id: Int64, weight: Int) -> Bool {
        var evicted: [EntryID] = []
        var expected: [Int64] = []
        let isIn = pool.insert(EntryID(id), weight: weight, evicted: &evicted)
        return isIn == reference.insert(id, weight: weight, evicted: &expected) && evicted.map(\.rawValue) == expected
    }

    func access(_ id: Int64) {
        pool.access(EntryID(id))
        reference.access(id)
    }

    func remove(_ id: Int64) {
        pool.remove(EntryID(id))
        reference.remove(id)
    }

    func setPinned(_ isPinned: Bool, _ id: Int64) {
        pool.setPinned(isPinned, EntryID(id))
        if isPinned { reference.pin(id) } else { reference.unpin(id) }
    }

    /// What a client does: use what is there, store what is not.
    func request(_ id: Int64, weight: Int) -> Bool {
        if pool.contains(EntryID(id)) != reference.ids.contains(id) { return false }
        guard pool.contains(EntryID(id)) else { return insert(id, weight: weight) }
        access(id)
        return true
    }

    var agree: Bool {
        Set(pool.ids.map(\.rawValue)) == reference.ids && pool.count == reference.residents.count
            && pool.weight == reference.residents.reduce(0) { $0 + $1.weight }
    }

    var isWithinCapacity: Bool { pool.capacity.allows(count: pool.count, weight: pool.weight) }

    /// Goes on with a pool made from a snapshot.
    func restart() {
        if let restored = EvictionPool(pool.algorithm, capacity: pool.capacity, snapshot: pool.snapshot) {
            pool = restored
        }
    }
}

@Suite("Eviction policies")
struct EvictionPoolTests {
    static let capacities = [
        EvictionCapacity(entries: 1), EvictionCapacity(entries: 7), EvictionCapacity(entries: 50),
        EvictionCapacity(entries: 40, bytes: 3_000), EvictionCapacity(entries: 1_000, bytes: 2_000),
    ]

    @Test("do in every step what the slow reference does", arguments: EvictionAlgorithm.allCases, capacities)
    func reference(algorithm: EvictionAlgorithm, capacity: EvictionCapacity) {
        for seed in 1...4 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let twins = Twins(algorithm, capacity: capacity)
            for step in 0..<1_500 {
                // Small numbers are drawn more often.
                let id = Int64.random(in: 1...Int64.random(in: 1...150, using: &generator), using: &generator)
                let weight = Int.random(in: 0...200, using: &generator)
                switch Int.random(in: 0..<100, using: &generator) {
                case 0..<70: #expect(twins.request(id, weight: weight))
                case 70..<80: #expect(twins.insert(id, weight: weight))
                case 80..<85: twins.access(id)
                case 85..<93: twins.remove(id)
                case 93..<96: twins.setPinned(true, id)
                case 96..<98: twins.setPinned(false, id)
                // A snapshot forgets in what order random replacement would draw.
                default: if algorithm != .random { twins.restart() }
                }
                guard twins.agree, twins.isWithinCapacity else {
                    Issue.record("they disagree after step \(step) of seed \(seed)")
                    return
                }
            }
        }
    }

    @Test(
        "do the same on published access patterns", arguments: EvictionAlgorithm.allCases, AccessTrace.allCases)
    func traces(algorithm: EvictionAlgorithm, trace: AccessTrace) {
        let twins = Twins(algorithm, capacity: EvictionCapacity(entries: 30))
        let ids = trace.ids(length: 3_000, idCount: 120)
        #expect(ids.allSatisfy { twins.request($0, weight: 1) })
        #expect(twins.agree)
    }

    @Test("never evict what is pinned, and refuse what would need its room", arguments: EvictionAlgorithm.allCases)
    func pins(algorithm: EvictionAlgorithm) {
        let twins = Twins(algorithm, capacity: EvictionCapacity(entries: 3))
        for id in 1...3 as ClosedRange<Int64> {
            #expect(twins.insert(id, weight: 1))
            twins.setPinned(true, id)
        }
        var evicted: [EntryID] = []
        let isIn = twins.pool.insert(EntryID(4), weight: 1, evicted: &evicted)
        #expect(!isIn && evicted.isEmpty)
        #expect(Set(twins.pool.ids) == [EntryID(1), EntryID(2), EntryID(3)])
        twins.pool.setPinned(false, EntryID(2))
        let isNowIn = twins.pool.insert(EntryID(4), weight: 1, evicted: &evicted)
        #expect(isNowIn && evicted == [EntryID(2)])
    }

    @Test(
        "refuse an entry that is heavier than the pool, and drop its older version",
        arguments: EvictionAlgorithm.allCases)
    func oversized(algorithm: EvictionAlgorithm) {
        var pool = EvictionPool(algorithm, capacity: EvictionCapacity(entries: 10, bytes: 100))
        var evicted: [EntryID] = []
        let first = pool.insert(EntryID(1), weight: 50, evicted: &evicted)
        let second = pool.insert(EntryID(2), weight: 101, evicted: &evicted)
        #expect(first && !second && evicted.isEmpty)
        #expect(pool.weight == 50)
        let third = pool.insert(EntryID(1), weight: 101, evicted: &evicted)
        #expect(!third && pool.count == 0 && pool.weight == 0)
    }

    @Test("need at most 64 bytes an entry, ghosts and maps included", arguments: EvictionAlgorithm.allCases)
    func memory(algorithm: EvictionAlgorithm) {
        let count = 20_000
        var pool = EvictionPool(algorithm, capacity: EvictionCapacity(entries: count))
        var evicted: [EntryID] = []
        for id in AccessTrace.zipfWithScans.ids(length: 8 * count, idCount: 4 * count) {
            if pool.contains(EntryID(id)) {
                pool.access(EntryID(id))
            } else {
                _ = pool.insert(EntryID(id), weight: 1, evicted: &evicted)
            }
        }
        #expect(pool.count == count)
        #expect(pool.byteCount <= 64 * count)
    }

    @Test("a shrunken pool evicts down to its new capacity", arguments: EvictionAlgorithm.allCases)
    func shrinking(algorithm: EvictionAlgorithm) throws {
        var pool = EvictionPool(algorithm, capacity: EvictionCapacity(entries: 100))
        var evicted: [EntryID] = []
        for id in 1...100 as ClosedRange<Int64> { _ = pool.insert(EntryID(id), weight: 1, evicted: &evicted) }
        let smaller = try #require(
            EvictionPool(algorithm, capacity: EvictionCapacity(entries: 40), snapshot: pool.snapshot))
        #expect(smaller.count == 40)
    }
}

@Suite("Snapshots of a pool")
struct EvictionSnapshotTests {
    private func filled(_ algorithm: EvictionAlgorithm) -> EvictionPool {
        var pool = EvictionPool(algorithm, capacity: EvictionCapacity(entries: 50, bytes: 5_000))
        var evicted: [EntryID] = []
        for id in AccessTrace.zipf.ids(length: 1_000, idCount: 200) {
            if pool.contains(EntryID(id)) {
                pool.access(EntryID(id))
            } else {
                _ = pool.insert(EntryID(id), weight: Int(id), evicted: &evicted)
            }
        }
        return pool
    }

    @Test("bring back the whole state", arguments: EvictionAlgorithm.allCases)
    func roundTrip(algorithm: EvictionAlgorithm) throws {
        let pool = filled(algorithm)
        let restored = try #require(EvictionPool(algorithm, capacity: pool.capacity, snapshot: pool.snapshot))
        #expect(restored.snapshot == pool.snapshot)
        #expect(restored.weight == pool.weight)
        #expect(Set(restored.ids) == Set(pool.ids))
    }

    @Test("that are damaged are refused, or give a pool that is sound", arguments: EvictionAlgorithm.allCases)
    func damage(algorithm: EvictionAlgorithm) {
        let snapshot = filled(algorithm).snapshot
        let capacity = EvictionCapacity(entries: 50, bytes: 5_000)
        for length in 0..<snapshot.count {
            #expect(EvictionPool(algorithm, capacity: capacity, snapshot: Array(snapshot.prefix(length))) == nil)
        }
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            var bytes = snapshot
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            guard var pool = EvictionPool(algorithm, capacity: capacity, snapshot: bytes) else { continue }
            while pool.evict() != nil {}
            #expect(pool.capacity.allows(count: pool.count, weight: pool.weight))
        }
    }

    @Test("of another algorithm are refused")
    func otherAlgorithm() {
        let pool = filled(.lru)
        #expect(EvictionPool(.sieve, capacity: pool.capacity, snapshot: pool.snapshot) == nil)
    }

    @Test("a count of draws at its end goes on from the beginning")
    func drawCountAtItsEnd() throws {
        let capacity = EvictionCapacity(entries: 2)
        var writer = SnapshotWriter()
        writer.write(UInt64(Int64.max))
        var pool = EvictionPool(.random, capacity: capacity)
        var evicted: [EntryID] = []
        for id: Int64 in 1...2 { _ = pool.insert(EntryID(id), weight: 1, evicted: &evicted) }
        // The last part of a snapshot is what the policy notes, here one byte of length and one of zero draws.
        let snapshot = Array(pool.snapshot.dropLast(2)) + [UInt8(writer.bytes.count)] + writer.bytes
        var restored = try #require(EvictionPool(.random, capacity: capacity, snapshot: snapshot))
        let victim = restored.evict()
        #expect(victim != nil)
        #expect(EvictionPool(.random, capacity: capacity, snapshot: restored.snapshot) != nil)
    }
}

@Suite("The frequency sketch")
struct FrequencySketchTests {
    @Test("never tells less than the true count up to 15, and seldom more")
    func counts() {
        var sketch = FrequencySketch()
        sketch.reserve(1_024)
        var counts: [Int64: Int] = [:]
        for id in AccessTrace.zipf.ids(length: 4_000, idCount: 1_000) {
            sketch.add(EntryID(id))
            counts[id, default: 0] += 1
        }
        let errors = counts.map { sketch.estimate(EntryID($0.key)) - min($0.value, 15) }
        #expect(errors.allSatisfy { $0 >= 0 })
        #expect(errors.count { $0 > 0 } < counts.count / 5)
    }

    @Test("keeps its estimates when it grows, and halves them with age")
    func growth() {
        var sketch = FrequencySketch()
        for _ in 0..<6 { sketch.add(EntryID(1)) }
        sketch.reserve(1_000)
        #expect(sketch.estimate(EntryID(1)) >= 6)
        for id in 2...20_000 as ClosedRange<Int64> { sketch.add(EntryID(id)) }
        #expect(sketch.estimate(EntryID(1)) < 15)
    }
}

@Suite("Hit ratios")
struct HitRatioTests {
    /// In thousandths.
    private func hitRatio(_ algorithm: EvictionAlgorithm, _ trace: AccessTrace) -> Int {
        var pool = EvictionPool(algorithm, capacity: EvictionCapacity(entries: 500))
        var evicted: [EntryID] = []
        var hitCount = 0
        let ids = trace.ids(length: 60_000, idCount: 5_000)
        for id in ids {
            if pool.contains(EntryID(id)) {
                pool.access(EntryID(id))
                hitCount += 1
            } else {
                _ = pool.insert(EntryID(id), weight: 1, evicted: &evicted)
            }
        }
        return 1_000 * hitCount / ids.count
    }

    @Test(
        "on Zipf with scans stand in the literature's order",
        arguments: [EvictionAlgorithm.tinyLFU, .s3FIFO, .sieve, .arc])
    func order(algorithm: EvictionAlgorithm) {
        #expect(hitRatio(algorithm, .zipfWithScans) > hitRatio(.lru, .zipfWithScans) + 20)
        #expect(hitRatio(.lru, .zipfWithScans) > hitRatio(.fifo, .zipfWithScans))
    }

    @Test("of ARC suffer little from a scan, those of LRU all", arguments: [100, 400])
    func scan(hotCount: Int64) {
        func survivors(_ algorithm: EvictionAlgorithm) -> Int {
            var pool = EvictionPool(algorithm, capacity: EvictionCapacity(entries: 500))
            var evicted: [EntryID] = []
            for id in 1...hotCount { _ = pool.insert(EntryID(id), weight: 1, evicted: &evicted) }
            for id in 1...hotCount { pool.access(EntryID(id)) }
            for id in 10_000..<12_000 as Range<Int64> { _ = pool.insert(EntryID(id), weight: 1, evicted: &evicted) }
            return (1...hotCount).count { pool.contains(EntryID($0)) }
        }
        #expect(survivors(.arc) == Int(hotCount))
        #expect(survivors(.lru) == 0)
    }
}
