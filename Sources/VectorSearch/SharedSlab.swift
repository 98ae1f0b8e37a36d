import CacheCore

/// The slab in which all small partitions of a tenant lie together, each a linked list of slots.
///
/// A partition costs nothing here beyond its vectors, and each vector 12 bytes for its links: a million
/// partitions of one entry are as cheap as one of a million.
final class SharedSlab {
    /// Ends a list.
    static let none = UInt32.max

    private struct Links {
        var partition: UInt32
        var previous: UInt32
        var next: UInt32
    }

    let slab: Slab
    private let links = AlignedBuffer<Links>()

    init(layout: RowLayout) {
        slab = Slab(layout: layout)
    }

    var byteCount: Int { slab.byteCount + links.byteCount }

    func partition(of slot: Int) -> UInt32 { links[slot].partition }

    /// The slots of the list that begins at `first`.
    func slots(from first: UInt32, count: Int) -> [UInt32] {
        var slots: [UInt32] = []
        slots.reserveCapacity(count)
        var slot = first
        while slot != Self.none {
            slots.append(slot)
            slot = links[Int(slot)].next
        }
        return slots
    }

    /// Adds a vector before `first`, the beginning of its partition's list; the new beginning.
    func append(
        _ vector: UnitVector, id: EntryID, original: UInt32, partition: UInt32, before first: UInt32
    ) -> UInt32 {
        let slot = UInt32(slab.count)
        slab.append(vector, id: id, original: original)
        links.reserve(slab.count)
        links[Int(slot)] = Links(partition: partition, previous: Self.none, next: first)
        if first != Self.none { links[Int(first)].previous = slot }
        return slot
    }

    /// Takes a vector out of its list and its slot; the last vector takes the slot.
    ///
    /// - Parameter setFirst: told the partition whose list begins elsewhere now.
    func swapRemove(_ slot: Int, setFirst: (_ partition: UInt32, _ first: UInt32) -> Void) {
        let removed = links[slot]
        point(from: removed, to: (next: removed.next, previous: removed.previous), setFirst)
        slab.swapRemove(slot)
        if slot != slab.count {
            let moved = links[slab.count]
            links[slot] = moved
            point(from: moved, to: (next: UInt32(slot), previous: UInt32(slot)), setFirst)
        }
        links.shrink(toFit: slab.count)
    }

    /// Changes what the neighbours of a vector in its list point to.
    private func point(
        from old: Links, to new: (next: UInt32, previous: UInt32),
        _ setFirst: (_ partition: UInt32, _ first: UInt32) -> Void
    ) {
        if old.previous == Self.none {
            setFirst(old.partition, new.next)
        } else {
            links[Int(old.previous)].next = new.next
        }
        if old.next != Self.none { links[Int(old.next)].previous = new.previous }
    }
}
