import CKernels
import CacheCore

/// Vectors in consecutive slots: their codes, their ids, and where their originals are.
///
/// A vector is rounded to 8 bits a component with a scale of its own. Scores from codes are off by less than
/// 0.01 at usual dimensions, good enough to choose candidates and never used to answer.
///
/// Removal moves the last vector into the hole: no tombstones, no drift, and always a dense scan.
final class Slab {
    let layout: RowLayout
    private(set) var count = 0
    private let codes = AlignedBuffer<Int8>()
    private let scales = AlignedBuffer<row_scale>()
    private let ids = AlignedBuffer<Int64>()
    private let originals = AlignedBuffer<UInt32>()

    init(layout: RowLayout) {
        self.layout = layout
    }

    var byteCount: Int { codes.byteCount + scales.byteCount + ids.byteCount + originals.byteCount }

    func id(at slot: Int) -> EntryID { EntryID(ids[slot]) }

    /// The row of the vector's original.
    func original(at slot: Int) -> UInt32 { originals[slot] }

    func codes(at slot: Int) -> UnsafePointer<Int8> {
        assert(slot < count)
        return UnsafePointer(codes.base + slot * layout.stride)
    }

    func scale(at slot: Int) -> Float { scales[slot].scale }

    /// Adds a vector in slot `count`.
    func append(_ vector: UnitVector, id: EntryID, original: UInt32) {
        reserve(count + 1)
        scales[count] = quantize_row(
            vector.components, layout.dimensions, layout.stride, codes.base + count * layout.stride)
        ids[count] = id.rawValue
        originals[count] = original
        count += 1
    }

    /// Adds a copy of another slab's vector.
    func append(slot: Int, of other: Slab) {
        reserve(count + 1)
        (codes.base + count * layout.stride).update(from: other.codes(at: slot), count: layout.stride)
        scales[count] = other.scales[slot]
        ids[count] = other.ids[slot]
        originals[count] = other.originals[slot]
        count += 1
    }

    /// Removes a vector; the last one, which was in slot `count` of the count after, takes its slot.
    func swapRemove(_ slot: Int) {
        precondition(slot < count)
        count -= 1
        if slot != count {
            (codes.base + slot * layout.stride).update(
                from: codes.base + count * layout.stride, count: layout.stride)
            scales[slot] = scales[count]
            ids[slot] = ids[count]
            originals[slot] = originals[count]
        }
        codes.shrink(toFit: count * layout.stride)
        scales.shrink(toFit: count)
        ids.shrink(toFit: count)
        originals.shrink(toFit: count)
    }

    /// Scores `slots`, or where that is nil the slots 0 ..< `count`, and keeps the best.
    func score(
        _ query: QuantizedQuery, slots: UnsafePointer<UInt32>?, count: Int,
        kernels: Kernels, into best: inout BestSlots
    ) {
        let rows = code_rows(codes: codes.base, scales: scales.base, stride: layout.stride)
        let step = 512
        query.withCodeQuery { query in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: step) { scores in
                for start in Swift.stride(from: 0, to: count, by: step) {
                    let length = min(step, count - start)
                    let chosen = slots.map { $0 + start }
                    kernels.table.pointee.score_codes(
                        query, rows, chosen, start, length, scores.baseAddress)
                    best.keep(
                        UnsafePointer(scores.baseAddress!), slots: chosen, first: start,
                        count: length, ids: ids.base)
                }
            }
        }
    }

    private func reserve(_ count: Int) {
        codes.reserve(count * layout.stride)
        scales.reserve(count)
        ids.reserve(count)
        originals.reserve(count)
    }
}

/// The slots with the highest scores so far, equal scores by the lower id.
struct BestSlots {
    private var storage: [scored_slot]
    private var count = 0

    init(capacity: Int) {
        storage = Array(repeating: scored_slot(score: 0, slot: 0), count: capacity)
    }

    var slots: [Int] { storage.prefix(count).map { Int($0.slot) } }

    mutating func keep(
        _ scores: UnsafePointer<Float>, slots: UnsafePointer<UInt32>?, first: Int, count: Int,
        ids: UnsafePointer<Int64>
    ) {
        self.count = keep_best(
            &storage, self.count, storage.count, scores, slots, first, count, ids)
    }
}
