import CacheCore
import TestSupport
import Testing

@testable import VectorSearch

/// Random operations on the index and on brute force must give the same answers.
@Suite struct ModelTests {
    enum Storage: CaseIterable { case memory, file }

    @Test(arguments: Storage.allCases, [3, 64, 100, 384])
    func agreesWithBruteForce(storage: Storage, dimensions: Int) async throws {
        let folder = TemporaryFolder()
        let index = try EmbeddedVectorIndex(
            dimensions: dimensions, originals: storage == .file ? .file(folder: folder.path) : .memory,
            source: nil, limits: .small)
        let oracle = BruteForceIndex()
        var random = RandomOperations(dimensions: dimensions, seed: UInt64(dimensions))
        for step in 0..<3000 {
            let tenant = Bool.random(using: &random.generator) ? acme : globex
            switch Int.random(in: 0..<1000, using: &random.generator) {
            case 0..<2:
                index.removeAll(tenant: tenant)
                oracle.removeAll(tenant: tenant)
            case 2..<300:
                // Phases in which more is removed than inserted empty partitions of every size.
                let ids = random.ids(step / 500 % 2 == 0 ? 1 : 4)
                index.remove(ids, tenant: tenant)
                oracle.remove(ids, tenant: tenant)
            case 300..<800:
                let vectors = random.vectors()
                index.insert(vectors, tenant: tenant)
                oracle.insert(vectors, tenant: tenant)
            default:
                let query = random.vector()
                let partition = digest(random.partition())
                let count = [0, 1, 5, 100].randomElement(using: &random.generator)!
                // Some of them removed, in other partitions, or never there.
                let among = Bool.random(using: &random.generator) ? nil : Array(Set(random.ids(60)))
                let found = try await index.search(
                    query, tenant: tenant, partition: partition, among: among, count: count)
                let expected = try await oracle.search(
                    query, tenant: tenant, partition: partition, among: among, count: count)
                expectSame(found, expected, step: step)
            }
        }
    }

    /// Sums in another order differ in the last bits, so that near ties may change places.
    private func expectSame(_ found: [Neighbour], _ expected: [Neighbour], step: Int) {
        #expect(found.count == expected.count, "step \(step)")
        for (left, right) in zip(found, expected) {
            #expect(abs(left.similarity - right.similarity) < 2e-6, "step \(step)")
        }
        let similarities = expected.map(\.similarity)
        let lowest = (similarities.last ?? 0) + 4e-6
        let certain = expected.filter { $0.similarity > lowest }.map(\.id)
        #expect(Set(certain).isSubset(of: found.map(\.id)), "step \(step)")
    }
}

/// Draws operations: one large partition, a middling one and many tiny ones; ids are often used again.
struct RandomOperations {
    var generator: SeededGenerator
    private let dimensions: Int

    init(dimensions: Int, seed: UInt64) {
        self.dimensions = dimensions
        generator = SeededGenerator(seed: seed)
    }

    mutating func partition() -> Int {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<6: 0
        case 6..<8: 1
        default: Int.random(in: 2..<60, using: &generator)
        }
    }

    mutating func vector() -> [Float] { generator.normals(dimensions).normalized() }

    mutating func ids(_ count: Int) -> [EntryID] {
        (0..<count).map { _ in EntryID(Int64.random(in: 0..<400, using: &generator)) }
    }

    mutating func vectors() -> [IndexedVector] {
        let count = Int.random(in: 1...4, using: &generator)
        return ids(count).map { IndexedVector(id: $0, partition: digest(partition()), vector: vector()) }
    }
}
