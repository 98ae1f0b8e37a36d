import CKernels
import TestSupport
import Testing

@testable import VectorSearch

/// Every variant of the kernels that this processor can execute, against plain Swift.
@Suite struct KernelTests {
    static let dimensions = Array(1...130) + [255, 384, 511, 769, 1024, 1537, 3001, 4095, 4096]

    /// Rows of codes of all values from -127 to 127, and a query.
    private struct CodeSet {
        let layout: RowLayout
        let query: [Int8]
        let codes: [Int8]
        let scales: [row_scale]
        let count: Int

        init(dimensions: Int, count: Int) {
            layout = RowLayout(dimensions: dimensions)
            self.count = count
            var generator = SeededGenerator(seed: UInt64(dimensions))
            let stride = layout.stride
            func row() -> [Int8] {
                (0..<stride).map { $0 < dimensions ? Int8.random(in: -127...127, using: &generator) : 0 }
            }
            // The first row and the query are as large as they can be.
            query = (0..<stride).map { $0 < dimensions ? 127 : 0 }
            codes = (0..<count).flatMap { $0 == 0 ? (0..<stride).map { $0 < dimensions ? -127 : 0 } : row() }
            scales = (0..<count).map { [codes] row in
                let sum = codes[row * stride..<(row + 1) * stride].reduce(0) { $0 + Int32($1) }
                return row_scale(scale: Float(row + 1) / 127, code_sum: sum)
            }
        }

        func expectedScore(_ row: Int) -> Float {
            var sum: Int32 = 0
            for index in 0..<layout.dimensions {
                sum += Int32(query[index]) * Int32(codes[row * layout.stride + index])
            }
            return 0.5 * scales[row].scale * Float(sum)
        }

        func scores(_ kernels: Kernels, slots: [UInt32]?) -> [Float] {
            let length = slots?.count ?? count
            var scores = [Float](repeating: .nan, count: length)
            let biased = query.map { UInt8(bitPattern: $0) ^ 0x80 }
            codes.withUnsafeBufferPointer { codes in
                scales.withUnsafeBufferPointer { scales in
                    query.withUnsafeBufferPointer { query in
                        biased.withUnsafeBufferPointer { biased in
                            var query = code_query(
                                codes: query.baseAddress, biased_codes: biased.baseAddress, scale: 0.5)
                            let rows = code_rows(
                                codes: codes.baseAddress, scales: scales.baseAddress, stride: layout.stride)
                            if let slots {
                                kernels.table.pointee.score_codes(&query, rows, slots, 0, length, &scores)
                            } else {
                                kernels.table.pointee.score_codes(&query, rows, nil, 0, length, &scores)
                            }
                        }
                    }
                }
            }
            return scores
        }
    }

    @Test func everySupportedPathHasKernels() {
        for path in [kernel_path_portable, kernel_path_neon, kernel_path_avx2, kernel_path_avx512] {
            #expect((vector_search_kernels_for(path) != nil) == kernel_path_is_supported(path))
        }
        #expect(Set(Kernels.all.map(\.name)).count == Kernels.all.count)
    }

    @Test(arguments: dimensions) func scoresOfCodesAreExactOnAllPaths(dimensions: Int) {
        let set = CodeSet(dimensions: dimensions, count: 9)
        let expected = (0..<9).map { set.expectedScore($0) }
        for kernels in Kernels.all {
            #expect(set.scores(kernels, slots: nil) == expected, "\(kernels.name)")
            #expect(set.scores(kernels, slots: [8, 0, 3]) == [expected[8], expected[0], expected[3]])
        }
    }

    @Test(arguments: dimensions) func hammingDistancesAreExactOnAllPaths(dimensions: Int) {
        let words = (dimensions + 63) / 64
        var generator = SeededGenerator(seed: UInt64(dimensions))
        let blockRows = Int(sign_block_rows)
        let query = (0..<words).map { _ in generator.next() }
        var blocks = (0..<words * blockRows * 3).map { _ in generator.next() }
        // The first row differs in every bit.
        for word in 0..<words { blocks[word * blockRows] = ~query[word] }
        let expected = (0..<3 * blockRows).map { row in
            (0..<words).reduce(UInt16(0)) { sum, word in
                let other = blocks[(row / blockRows * words + word) * blockRows + row % blockRows]
                return sum + UInt16((query[word] ^ other).nonzeroBitCount)
            }
        }
        for kernels in Kernels.all {
            var distances = [UInt16](repeating: .max, count: expected.count)
            kernels.table.pointee.hamming_distances(query, blocks, words, 3, &distances)
            #expect(distances == expected, "\(kernels.name)")
        }
    }

    @Test(arguments: dimensions) func dotProductsAgreeWithDoublePrecision(dimensions: Int) {
        var generator = SeededGenerator(seed: UInt64(dimensions))
        let left = generator.normals(dimensions).normalized()
        let right = zip(left, generator.normals(dimensions)).map { $0 + 0.02 * $1 }.normalized()
        let expected = zip(left, right).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        for kernels in Kernels.all {
            let actual = Double(kernels.dotProduct(left, right, count: dimensions))
            #expect(abs(actual - expected) < 1e-6, "\(kernels.name)")
        }
    }

    @Test(arguments: dimensions) func quantizationIsOffByHalfAStepAtMost(dimensions: Int) {
        var generator = SeededGenerator(seed: UInt64(dimensions))
        let vector = generator.normals(dimensions).normalized()
        let layout = RowLayout(dimensions: dimensions)
        var codes = [Int8](repeating: 99, count: layout.stride)
        let scale = quantize_row(vector, dimensions, layout.stride, &codes)
        #expect(scale.code_sum == codes.reduce(0) { $0 + Int32($1) })
        #expect(codes[dimensions...].allSatisfy { $0 == 0 })
        #expect(!codes.contains(-128))
        for (component, code) in zip(vector, codes) {
            #expect(abs(component - Float(code) * scale.scale) <= scale.scale * 0.5001)
        }
    }

    @Test func aZeroVectorQuantizesToZero() {
        var codes = [Int8](repeating: 99, count: 64)
        let scale = quantize_row([0, -0], 2, 64, &codes)
        #expect(scale.scale == 0 && scale.code_sum == 0 && codes.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [1, 7, 31, 32, 33, 1023, 1024, 1025, 5000], [1, 3, 40, 10_000])
    func selectionBySignsTakesAllWithinTheSmallestRadius(count: Int, wanted: Int) {
        let words = 2
        var generator = SeededGenerator(seed: UInt64(count))
        let query = [generator.next(), generator.next()]
        let blockRows = Int(sign_block_rows)
        let blockCount = (count + blockRows - 1) / blockRows
        // Rows behind the last one are as near as can be and must not be taken.
        let near = (0..<blockCount * words * blockRows).map { query[$0 / blockRows % words] }
        var blocks = near
        for row in 0..<count {
            for word in 0..<words {
                blocks[(row / blockRows * words + word) * blockRows + row % blockRows] ^=
                    generator.next() & generator.next() & generator.next()
            }
        }
        let distances = (0..<count).map { row in
            (0..<words).reduce(0) { sum, word in
                let other = blocks[(row / blockRows * words + word) * blockRows + row % blockRows]
                return sum + (query[word] ^ other).nonzeroBitCount
            }
        }
        let radius = distances.sorted()[min(wanted, count) - 1]
        let expected = distances.indices.filter { distances[$0] <= radius }.map(UInt32.init)
        for kernels in Kernels.all {
            var slots = [UInt32](repeating: 0, count: count)
            var scratch = [UInt16](repeating: 0, count: count)
            let found = select_nearest_by_sign(
                kernels.table, query, blocks, words, count, wanted, &slots, &scratch)
            #expect(Array(slots.prefix(found)) == expected, "\(kernels.name)")
        }
    }

    @Test(arguments: [0, 1, 5, 32, 1000]) func theBestAreKeptWithTiesByTheLowerID(capacity: Int) {
        var generator = SeededGenerator(seed: 5)
        let ids = (0..<500).map { Int64($0) }.shuffled(using: &generator)
        let scores = (0..<500).map { _ in Float(Int.random(in: 0..<20, using: &generator)) }
        var best = BestSlots(capacity: capacity)
        for start in stride(from: 0, to: 500, by: 100) {
            best.keep(
                Array(scores[start..<start + 100]), slots: nil, first: start, count: 100, ids: ids)
        }
        let expected = ids.indices.sorted { (-scores[$0], ids[$0]) < (-scores[$1], ids[$1]) }
        #expect(best.slots == Array(expected.prefix(capacity)))
    }
}
