import ModelCache

/// Of the queries that have an exact neighbour at a threshold or above, those for which one was found.
struct HitsKept: Codable {
    let threshold: Float
    let hits: Int
    let kept: Int

    /// Compares each query with every stored vector.
    ///
    /// - Parameter found: the neighbour that came first, by query.
    static func compare(
        _ found: [Neighbour?], queries: [[Float]], stored: [[Float]], thresholds: [Float]
    ) -> [HitsKept] {
        let best = queries.map { query in
            stored.reduce(-Float.infinity) { max($0, dotProduct(query, $1)) }
        }
        return thresholds.map { threshold in
            let hits = best.indices.filter { best[$0] >= threshold }
            // The index adds up in another order, so the last bits may differ.
            let kept = hits.count { (found[$0]?.similarity ?? -1) >= min(threshold, best[$0] - 1e-6) }
            return HitsKept(threshold: threshold, hits: hits.count, kept: kept)
        }
    }

    private static func dotProduct(_ left: [Float], _ right: [Float]) -> Float {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                var sum = SIMD16<Float>()
                for offset in stride(from: 0, to: left.count, by: MemoryLayout<SIMD16<Float>>.size) {
                    // Not a fused product, which is a call where the compiler may not assume the instruction.
                    sum +=
                        left.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
                        * right.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
                }
                return sum.sum()
            }
        }
    }
}
