import CacheCore
import Foundation
import TestSupport
import Testing

@testable import VectorSearch

/// What a cache pays for is a lost near duplicate. With the limits that the product uses, every query that
/// has an exact neighbour at the threshold must find one.
///
/// `MODELCACHE_LARGE_TESTS=1` adds the sizes that take minutes.
@Suite(.serialized) struct ExactnessTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let shape: SyntheticVectors.Shape
        let count: Int
        let dimensions: Int
        var testDescription: String { "\(shape) \(count) x \(dimensions)" }
    }

    static let cases: [Case] = {
        let isLarge = ProcessInfo.processInfo.environment["MODELCACHE_LARGE_TESTS"] == "1"
        let sizes = [(1000, 384), (1000, 1024), (10_000, 384), (10_000, 768), (36_000, 384)]
        let largeSizes = [(100_000, 384), (100_000, 768), (100_000, 1024), (200_000, 384), (200_000, 1024)]
        return SyntheticVectors.Shape.all.flatMap { shape in
            (sizes + (isLarge ? largeSizes : [])).map { size in
                Case(shape: shape, count: size.0, dimensions: size.1)
            }
        } + (isLarge ? [] : [Case(shape: .clustered, count: 100_000, dimensions: 384)])
    }()

    @Test(arguments: cases) func noHitIsLost(_ testCase: Case) throws {
        let vectors = SyntheticVectors(dimensions: testCase.dimensions, shape: testCase.shape)
        let stored = vectors.stored(testCase.count)
        let index = TenantIndex(
            layout: RowLayout(dimensions: testCase.dimensions),
            originals: OriginalsInMemory(dimensions: testCase.dimensions))
        for start in stride(from: 0, to: stored.count, by: 500) {
            let batch = (start..<min(start + 500, stored.count)).map { indexed($0, stored[$0]) }
            #expect(index.insert(batch) == 0)
        }
        let threshold: Float = 0.8
        var (hits, kept) = (0, 0)
        for query in vectors.queries(200, stored: stored) {
            let best = stored.reduce(-Float.infinity) {
                max($0, Kernels.best.dotProduct(query, $1, count: testCase.dimensions))
            }
            let unit = try UnitVector(query, dimensions: testCase.dimensions)
            let found = try index.search(unit, in: digest(0), count: 8).first?.similarity ?? -1
            guard best >= threshold else { continue }
            hits += 1
            if found >= threshold { kept += 1 }
        }
        #expect(hits >= 100)
        #expect(kept == hits)
    }

    /// Ties are never cut, however many there are: all copies of one vector have the same codes and bits.
    @Test(arguments: [100, 600, 1500]) func ofEqualVectorsTheLowestIDsAreFound(count: Int) throws {
        let limits = SearchLimits(signed: 1000)
        let index = TenantIndex(
            layout: RowLayout(dimensions: 64), originals: OriginalsInMemory(dimensions: 64),
            limits: limits)
        var generator = SeededGenerator(seed: 1)
        let vector = generator.normals(64).normalized()
        for id in (0..<count).shuffled(using: &generator) { _ = index.insert([indexed(id, vector)]) }
        let found = try index.search(
            UnitVector(vector, dimensions: 64), in: digest(0), count: 20)
        #expect(found.map(\.id) == (0..<20).map { EntryID($0) })
    }

    @Test func signBitsAreWrittenAnewAsAPartitionGrows() throws {
        let limits = SearchLimits(signed: 100)
        let (slab, signs) = (Slab(layout: RowLayout(dimensions: 64)), SignBits(limits: limits))
        var generator = SeededGenerator(seed: 1)
        var seen: [ObjectIdentifier] = []
        for count in 1...1000 {
            let vector = try UnitVector(generator.normals(64), dimensions: 64)
            slab.append(vector, id: EntryID(Int64(count)), original: 0)
            signs.appended(to: slab)
            if count < 100 { #expect(signs.current == nil) }
            if count >= 107 { #expect(signs.current != nil) }
            if let current = signs.current, seen.last != ObjectIdentifier(current) {
                seen.append(ObjectIdentifier(current))
            }
        }
        // At about 107, 214, 427 and 853 vectors.
        #expect(seen.count == 4)
        while slab.count > 79 {
            slab.swapRemove(0)
            signs.removed(0, from: slab)
        }
        #expect(signs.current == nil)
    }

    /// A partition that is full and goes with the times: its old vectors leave as new ones come, which point elsewhere.
    @Test func signBitsFollowAPartitionWhoseVectorsAreReplaced() throws {
        let size = 400
        let (slab, signs) = (Slab(layout: RowLayout(dimensions: 64)), SignBits(limits: SearchLimits(signed: 100)))
        var generator = SeededGenerator(seed: 1)
        func append(direction: Float) throws {
            let vector = generator.normals(64).map { $0 + direction }
            slab.append(try UnitVector(vector, dimensions: 64), id: EntryID(0), original: 0)
            signs.appended(to: slab)
        }
        for _ in 0..<size { try append(direction: 3) }
        let old = try #require(signs.current)
        for _ in 0..<2 * size {
            slab.swapRemove(0)
            signs.removed(0, from: slab)
            try append(direction: -3)
        }
        let current = try #require(signs.current)
        #expect(current !== old)
        // Relative to the old mean, hardly any component would be above it.
        #expect(0.4...0.6 ~= current.shareOfBits(in: slab))
    }
}

extension SignRows {
    /// The share of the bits that are set; a slab of whole blocks.
    fileprivate func shareOfBits(in slab: Slab) -> Double {
        let count = (0..<slab.count * slab.layout.words).reduce(0) { $0 + words[$1].nonzeroBitCount }
        return Double(count) / Double(slab.count * slab.layout.dimensions)
    }
}
