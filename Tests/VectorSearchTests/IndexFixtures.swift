import CacheCore
import TestSupport

@testable import VectorSearch

extension SearchLimits {
    /// Small enough for a test to meet every way of storing, generous enough that no candidate is ever cut:
    /// the index must then agree with brute force in everything.
    static let small = SearchLimits(
        listed: 8, signed: 40, signedDimensions: 1, rescored: 100_000, signSelected: 100_000,
        onCallersThread: 60)
}

func digest(_ number: Int) -> PartitionDigest {
    PartitionDigest(Digest(bytes: (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 % 8 * 8)) })!)
}

func indexed(_ id: Int, partition: Int = 0, _ vector: [Float]) -> IndexedVector {
    IndexedVector(id: EntryID(Int64(id)), partition: digest(partition), vector: vector)
}

let acme = Tenant("acme")
let globex = Tenant("globex")
