/// A hash table that keeps only numbers: what they stand for is kept, and compared, by its owner.
///
/// Linear probing with backward-shift deletion (Knuth, The Art of Computer Programming, vol. 3, 6.4,
/// algorithm R): no tombstones, so that a table that is written and emptied for years stays as fast as a new
/// one. At most 7/8 full; it takes 1.2 to 2.3 times the size of its numbers, where a dictionary would keep
/// the keys a second time.
final class HashedSlots<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
    private var places = AlignedBuffer<Number>()
    /// A power of two, or 0.
    private var placeCount = 0
    private(set) var count = 0

    private static var empty: Number { .max }

    var byteCount: Int { places.byteCount }

    /// The number for which `matches` holds, among those with this hash.
    func first(hash: UInt64, where matches: (Number) -> Bool) -> Number? {
        place(hash: hash, where: matches).map { places[$0] }
    }

    /// Adds a number that is not there. `hashOf` tells the hash of those that are.
    func insert(_ number: Number, hash: UInt64, hashOf: (Number) -> UInt64) {
        if (count + 1) * 8 > placeCount * 7 { grow(hashOf: hashOf) }
        put(number, hash: hash)
        count += 1
    }

    /// Puts a number in the place of another with the same hash.
    func replace(_ old: Number, with new: Number, hash: UInt64) {
        guard let place = place(hash: hash, where: { $0 == old }) else {
            preconditionFailure("not in the table")
        }
        places[place] = new
    }

    func remove(_ number: Number, hash: UInt64, hashOf: (Number) -> UInt64) {
        guard var hole = place(hash: hash, where: { $0 == number }) else {
            preconditionFailure("not in the table")
        }
        count -= 1
        let mask = placeCount - 1
        var place = hole
        while true {
            place = (place + 1) & mask
            let candidate = places[place]
            if candidate == Self.empty { break }
            let home = home(hashOf(candidate))
            // It may move into the hole unless its home lies behind the hole.
            if (place - home) & mask >= (place - hole) & mask {
                places[hole] = candidate
                hole = place
            }
        }
        places[hole] = Self.empty
    }

    private func place(hash: UInt64, where matches: (Number) -> Bool) -> Int? {
        guard placeCount > 0 else { return nil }
        var place = home(hash)
        while places[place] != Self.empty {
            if matches(places[place]) { return place }
            place = (place + 1) & (placeCount - 1)
        }
        return nil
    }

    /// The upper bits of a product spread consecutive hashes (Fibonacci hashing, Knuth 6.4).
    private func home(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash &* 0x9e37_79b9_7f4a_7c15) >> 20) & (placeCount - 1)
    }

    private func put(_ number: Number, hash: UInt64) {
        var place = home(hash)
        while places[place] != Self.empty { place = (place + 1) & (placeCount - 1) }
        places[place] = number
    }

    private func grow(hashOf: (Number) -> UInt64) {
        let (old, oldCount) = (places, placeCount)
        placeCount = max(8, oldCount * 2)
        places = AlignedBuffer()
        places.reserve(placeCount)
        places.base.update(repeating: Self.empty, count: placeCount)
        for place in 0..<oldCount where old[place] != Self.empty {
            put(old[place], hash: hashOf(old[place]))
        }
    }
}
