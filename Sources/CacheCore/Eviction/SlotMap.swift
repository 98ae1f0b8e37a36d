/// The map from entry ids to slots of an `EntryLists`, in some 6 bytes a slot.
///
/// Open addressing with linear probing (Knuth, The Art of Computer Programming 3, 6.4). A cell holds a slot's number
/// only, because the id stands in the slot; one byte of the id's hash beside it spares nearly all looks at wrong
/// slots. A removed cell is filled by shifting its followers back, so that nothing builds up over time.
struct SlotMap: Sendable {
    private static let empty: Int32 = -1
    /// Cells may be filled up to 85 %; the table grows by an eighth, so it is never filled below 75 %.
    private static let maximumLoad = 0.85

    private var slots: [Int32] = []
    private var tags: [UInt8] = []
    private(set) var count = 0

    var byteCount: Int { slots.capacity * MemoryLayout<Int32>.stride + tags.capacity }

    /// The slot whose id this is; `isMatch` compares the id in a slot.
    func find(_ id: Int64, isMatch: (Int32) -> Bool) -> Int32? {
        guard count > 0 else { return nil }
        let hash = Self.hash(id)
        let tag = UInt8(truncatingIfNeeded: hash)
        var cell = home(of: hash)
        while slots[cell] != Self.empty {
            if tags[cell] == tag, isMatch(slots[cell]) { return slots[cell] }
            cell = next(cell)
        }
        return nil
    }

    /// Adds an id that is not there yet; `id` tells the id in a slot, for the time when the table grows.
    mutating func insert(_ newID: Int64, slot: Int32, id: (Int32) -> Int64) {
        if Double(count + 1) > Double(slots.count) * Self.maximumLoad { grow(id: id) }
        place(slot, hash: Self.hash(newID))
        count += 1
    }

    /// Removes a slot that is there under this id.
    mutating func remove(_ removedID: Int64, slot: Int32, id: (Int32) -> Int64) {
        var hole = home(of: Self.hash(removedID))
        while slots[hole] != slot { hole = next(hole) }
        var cell = next(hole)
        while slots[cell] != Self.empty {
            let start = home(of: Self.hash(id(slots[cell])))
            // A follower may fill the hole unless its way begins after it.
            let isAfterHole = hole <= cell ? (hole < start && start <= cell) : (hole < start || start <= cell)
            if !isAfterHole {
                slots[hole] = slots[cell]
                tags[hole] = tags[cell]
                hole = cell
            }
            cell = next(cell)
        }
        slots[hole] = Self.empty
        count -= 1
    }

    private mutating func grow(id: (Int32) -> Int64) {
        let old = slots
        let size = max(16, old.count + old.count / 8)
        slots = Array(repeating: Self.empty, count: size)
        tags = Array(repeating: 0, count: size)
        for slot in old where slot != Self.empty { place(slot, hash: Self.hash(id(slot))) }
    }

    private mutating func place(_ slot: Int32, hash: UInt64) {
        var cell = home(of: hash)
        while slots[cell] != Self.empty { cell = next(cell) }
        slots[cell] = slot
        tags[cell] = UInt8(truncatingIfNeeded: hash)
    }

    private func next(_ cell: Int) -> Int { cell + 1 == slots.count ? 0 : cell + 1 }

    /// The hash's upper bits, scaled to the table (Lemire, Fast random integer generation in an interval, 2019).
    private func home(of hash: UInt64) -> Int {
        Int(hash.multipliedFullWidth(by: UInt64(slots.count)).high)
    }

    /// The finaliser of SplitMix64: ids come in a row, and their cells must not.
    static func hash(_ id: Int64) -> UInt64 {
        var bits = UInt64(bitPattern: id) &+ 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}
