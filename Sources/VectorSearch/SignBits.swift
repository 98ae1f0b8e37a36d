import CKernels

/// One bit for each component of each vector of a large slab: whether it is above the mean.
///
/// The Hamming distance of such bits estimates the angle (Charikar, "Similarity estimation techniques from
/// rounding algorithms", 2002), at an eighth of the memory traffic of the codes. The mean must be subtracted:
/// embeddings of real texts share a common direction, and without it most bits would be the same in all of
/// them.
///
/// The mean drifts as a partition grows or its vectors are replaced, so the bits are written anew with a new mean each
/// time as many vectors have come in as there were at the last time. That is done a few rows at each insert, like an
/// incremental rehash: searches go on with the old bits until the new ones are complete, and no insert takes long.
final class SignBits {
    /// Rows written anew at each insert: a few microseconds, done after the partition has grown by a
    /// fifteenth.
    private static let rowsPerInsert = 16

    private let limits: SearchLimits
    /// Complete.
    private(set) var current: SignRows?
    /// Being written; its first `writtenCount` rows are right.
    private var next: SignRows?
    private var writtenCount = 0
    /// How many vectors have to come in before the mean is taken anew: as many as it was last taken over.
    private var insertsUntilMean = 0

    init(limits: SearchLimits) {
        self.limits = limits
    }

    var byteCount: Int { (current?.byteCount ?? 0) + (next?.byteCount ?? 0) }

    /// Takes in the last vector of `slab`, which is new.
    func appended(to slab: Slab) {
        guard slab.layout.dimensions >= limits.signedDimensions else { return }
        current?.write(slot: slab.count - 1, of: slab)
        insertsUntilMean -= 1
        if next == nil, slab.count >= limits.signed, insertsUntilMean <= 0 {
            next = SignRows(meanOf: slab)
            writtenCount = 0
            insertsUntilMean = slab.count
        }
        guard let next else { return }
        let end = min(writtenCount + Self.rowsPerInsert, slab.count)
        for slot in writtenCount..<end { next.write(slot: slot, of: slab) }
        writtenCount = end
        if writtenCount == slab.count {
            current = next
            self.next = nil
        }
    }

    /// Takes in that `slab` has removed a slot and moved its last vector there.
    func removed(_ slot: Int, from slab: Slab) {
        if Double(slab.count) < Double(limits.signed) * limits.signedHysteresis {
            (current, next, insertsUntilMean) = (nil, nil, 0)
        } else if slot < slab.count {
            current?.write(slot: slot, of: slab)
            if slot < writtenCount { next?.write(slot: slot, of: slab) }
        }
        writtenCount = min(writtenCount, slab.count)
    }
}

/// The bits of a slab's vectors relative to one mean, interleaved in blocks of eight rows as the kernels
/// want.
final class SignRows {
    /// Enough for a steady mean, few enough to take it within an insert.
    private static let sampleCount = 1024

    private let mean: [Float]
    let words: AlignedBuffer<UInt64>

    /// Takes the mean over vectors at even distances in the slab.
    init(meanOf slab: Slab) {
        words = AlignedBuffer()
        let dimensions = slab.layout.dimensions
        let sampleCount = min(Self.sampleCount, slab.count)
        var sum = [Float](repeating: 0, count: dimensions)
        sum.withUnsafeMutableBufferPointer { sum in
            for sample in 0..<sampleCount {
                let slot = sample * slab.count / sampleCount
                let (codes, scale) = (slab.codes(at: slot), slab.scale(at: slot))
                for index in 0..<dimensions { sum[index] += Float(codes[index]) * scale }
            }
        }
        mean = sum.map { $0 / Float(sampleCount) }
    }

    var byteCount: Int { words.byteCount }

    func write(slot: Int, of slab: Slab) {
        let blockRows = Int(sign_block_rows)
        let (block, row) = slot.quotientAndRemainder(dividingBy: blockRows)
        let blockWords = slab.layout.words * blockRows
        words.reserve((block + 1) * blockWords)
        write_sign_bits(
            slab.codes(at: slot), slab.scale(at: slot), mean, slab.layout.dimensions,
            words.base + block * blockWords + row)
    }

    /// Calls `body` with the slots that have the fewest bits different from the query's: all within the
    /// smallest radius that holds `wanted`, so that ties are never cut.
    func withNearest(
        to query: QuantizedQuery, of slab: Slab, wanted: Int, kernels: Kernels,
        _ body: (UnsafeBufferPointer<UInt32>) -> Void
    ) {
        let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: slab.count)
        let distances = UnsafeMutablePointer<UInt16>.allocate(capacity: slab.count)
        defer {
            slots.deallocate()
            distances.deallocate()
        }
        let found = select_nearest_by_sign(
            kernels.table, signs(of: query, layout: slab.layout), words.base, slab.layout.words,
            slab.count, wanted, slots, distances)
        body(UnsafeBufferPointer(start: slots, count: found))
    }

    private func signs(of query: QuantizedQuery, layout: RowLayout) -> [UInt64] {
        let blockRows = Int(sign_block_rows)
        var interleaved = [UInt64](repeating: 0, count: layout.words * blockRows)
        write_sign_bits(query.codes, query.scale, mean, layout.dimensions, &interleaved)
        return stride(from: 0, to: interleaved.count, by: blockRows).map { interleaved[$0] }
    }
}
