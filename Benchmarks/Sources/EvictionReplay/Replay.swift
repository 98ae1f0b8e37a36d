import CacheCore
import Foundation

/// What came of a trace: each id is used if it is there and inserted if it is not.
public struct Replay: Sendable {
    public let hitRatio: Double
    /// Processor time.
    public let nanosecondsPerUse: Double
    public let bytesPerEntry: Double

    public init(_ algorithm: EvictionAlgorithm, capacity: Int, ids: [Int64]) {
        var pool = EvictionPool(algorithm, capacity: EvictionCapacity(entries: capacity))
        var evicted: [EntryID] = []
        var hitCount = 0
        let start = Self.processorNanoseconds
        for id in ids {
            if pool.contains(EntryID(id)) {
                pool.access(EntryID(id))
                hitCount += 1
            } else {
                _ = pool.insert(EntryID(id), weight: 1, evicted: &evicted)
                evicted.removeAll(keepingCapacity: true)
            }
        }
        nanosecondsPerUse = Double(Self.processorNanoseconds - start) / Double(ids.count)
        hitRatio = Double(hitCount) / Double(ids.count)
        bytesPerEntry = Double(pool.byteCount) / Double(max(pool.count, 1))
    }

    private static var processorNanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
