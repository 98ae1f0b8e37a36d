import CacheCore
import TestSupport
import Testing

@testable import VectorSearch

@Suite struct BadInputTests {
    private let index: EmbeddedVectorIndex

    init() throws {
        index = try EmbeddedVectorIndex(dimensions: 4)
        index.insert([indexed(1, [1, 0, 0, 0]), indexed(2, [0, 1, 0, 0])], tenant: acme)
    }

    private func search(
        _ vector: [Float], tenant: Tenant = acme, partition: Int = 0, count: Int = 10
    ) async throws -> [Neighbour] {
        try await index.search(vector, tenant: tenant, partition: digest(partition), count: count)
    }

    static let bad: [([Float], VectorSearchError)] = [
        ([], .wrongDimensions(expected: 4, actual: 0)),
        ([1, 0, 0], .wrongDimensions(expected: 4, actual: 3)),
        ([1, 0, 0, 0, 0], .wrongDimensions(expected: 4, actual: 5)),
        ([.nan, 0, 0, 1], .notComparable),
        ([.infinity, 0, 0, 1], .notComparable),
        ([0, -.infinity, 0, 1], .notComparable),
        ([0, -0.0, 0, 0], .notComparable),
    ]

    @Test(arguments: bad) func aQueryThatCannotBeComparedIsAnError(
        vector: [Float], error: VectorSearchError
    ) async throws {
        await #expect(throws: error) { try await search(vector) }
        #expect(throws: error) { try index.check(vector) }
    }

    /// It must not be found, and neither must the older vector of the same id, which is no longer right.
    @Test(arguments: bad) func aVectorThatCannotBeComparedIsLeftOutAndCounted(
        vector: [Float], error: VectorSearchError
    ) async throws {
        index.insert([indexed(1, vector), indexed(3, [0, 0, 1, 0])], tenant: acme)
        #expect(index.statistics.rejectedCount == 1)
        #expect(Set(try await search([1, 0, 0, 0]).map(\.id)) == [EntryID(2), EntryID(3)])
    }

    @Test(arguments: [-1, 101, .max, .min]) func anImpossibleCountIsAnError(count: Int) async throws {
        await #expect(throws: VectorSearchError.countOutOfRange(count)) {
            try await search([1, 0, 0, 0], count: count)
        }
    }

    @Test func zeroToAHundredNeighboursArePossible() async throws {
        #expect(try await search([1, 0, 0, 0], count: 0).isEmpty)
        #expect(try await search([1, 0, 0, 0], count: 1).map(\.id) == [EntryID(1)])
        #expect(try await search([1, 0, 0, 0], count: 100).count == 2)
    }

    @Test func unknownTenantsPartitionsAndIDsAreEmpty() async throws {
        #expect(try await search([1, 0, 0, 0], tenant: globex).isEmpty)
        #expect(try await search([1, 0, 0, 0], partition: 9).isEmpty)
        index.remove([EntryID(99), EntryID(.max), EntryID(.min)], tenant: acme)
        index.remove([], tenant: acme)
        index.insert([], tenant: acme)
        index.removeAll(tenant: globex)
        #expect(index.statistics.vectorCount == 2)
    }

    @Test(arguments: [Float(1e-30), 1e-3, 3, 3e38]) func lengthDoesNotMatter(length: Float) async throws {
        index.insert([indexed(5, [0, 0, length, length])], tenant: acme)
        let found = try await search([0, 0, length, 0], count: 1)[0]
        #expect(found.id == EntryID(5))
        #expect(abs(found.similarity - Float(0.5).squareRoot()) < 1e-6)
    }

    @Test func aFolderThatIsNotThereIsAnError() {
        #expect(throws: VectorSearchError.originals("making a file in /nowhere: No such file or directory")) {
            try EmbeddedVectorIndex(dimensions: 4, originals: .file(folder: "/nowhere"))
        }
    }

    @Test(arguments: [1, 4096]) func theSmallestAndTheLargestDimensionsWork(dimensions: Int) async throws {
        let index = try EmbeddedVectorIndex(dimensions: dimensions)
        var vector = [Float](repeating: 0, count: dimensions)
        vector[dimensions - 1] = 1
        index.insert([indexed(1, vector)], tenant: acme)
        let found = try await index.search(vector, tenant: acme, partition: digest(0), count: 1)
        #expect(found.map(\.id) == [EntryID(1)])
        #expect(found.map(\.similarity) == [1])
    }
}
