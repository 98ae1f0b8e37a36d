import ArgumentParser
import ModelCache
import TestSupport
import VectorSearch

/// Measures what partitions of a single entry take.
struct Partitions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Measure the memory of partitions of one entry.")

    @Argument(help: "A folder on a disk.")
    var folder: String

    @Argument var count: Int

    @Option(help: "Components of a vector.")
    var dimensions = 384

    func run() async throws {
        let vectors = SyntheticVectors(dimensions: dimensions, centreCount: 10)
        let memoryBefore = ProcessResources.anonymousBytes
        let index = try EmbeddedVectorIndex(dimensions: dimensions, originals: .file(folder: folder))
        var number = 0
        vectors.forEachStored(count) { vector in
            let partition = PartitionDigest(number: UInt64(number))
            index.insert(
                [IndexedVector(id: EntryID(Int64(number)), partition: partition, vector: vector)],
                tenant: Tenant("benchmark"))
            number += 1
        }
        let bytes = (ProcessResources.anonymousBytes - memoryBefore) / count
        // A row of codes ends at a multiple of 64 bytes, and has a scale and a sum of 4 bytes each.
        let codes = (dimensions + 63) / 64 * 64 + 8
        print("\(count) partitions of one entry: \(bytes) bytes each, \(bytes - codes) beyond the vector's codes")
    }
}

extension PartitionDigest {
    /// A digest of its own for each number.
    init(number: UInt64) {
        var bytes = [UInt8](repeating: 0, count: 32)
        for index in 0..<8 {
            let word = (number &+ UInt64(index)) &* 0x9e37_79b9_7f4a_7c15
            bytes[index] = UInt8(truncatingIfNeeded: word >> 32)
            bytes[index + 8] = UInt8(truncatingIfNeeded: number >> (8 * index))
        }
        self.init(Digest(bytes: bytes)!)
    }
}
