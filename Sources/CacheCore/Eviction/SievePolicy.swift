/// SIEVE (Zhang, Yang, Yue, Vigfusson, Rashmi: SIEVE is simpler than LRU, NSDI 2024).
///
/// One queue in the order of insertion, a bit for each entry ("visited"), and a hand that moves from the oldest
/// towards the newest entry: it clears the bits of visited entries and evicts the first that is not visited. A use
/// only sets the bit. Unlike CLOCK, survivors keep their place, so the hand sieves newcomers quickly.
struct SievePolicy: EvictionPolicy {
    private static let queue = 1

    var entries = EntryLists(listCount: 1)
    var capacity: EvictionCapacity
    /// Where the hand stands; none: at the oldest entry.
    private var hand = EntryLists.none

    init(capacity: EvictionCapacity) { self.capacity = capacity }

    mutating func accessed(_ slot: EntryLists.Slot) { entries.setMark(1, of: slot) }

    mutating func evict(for newcomer: Newcomer?) -> EntryID? {
        guard !entries.isEmpty(Self.queue) else { return nil }
        var slot = hand == EntryLists.none ? entries.oldest(of: Self.queue) : hand
        while entries.mark(of: slot) != 0 {
            entries.setMark(0, of: slot)
            slot = entries.newer(than: slot)
            if slot == EntryLists.none { slot = entries.oldest(of: Self.queue) }
        }
        hand = entries.newer(than: slot)
        let id = entries.id(of: slot)
        entries.remove(slot)
        return id
    }

    mutating func admit(_ newcomer: Newcomer) {
        entries.insert(newcomer.id, weight: newcomer.weight, into: Self.queue)
    }

    mutating func willLeave(_ slot: EntryLists.Slot) {
        if hand == slot { hand = entries.newer(than: slot) }
    }

    /// The entry at which the hand stands, and whether there is one.
    var notes: [UInt8] {
        var writer = SnapshotWriter()
        guard hand != EntryLists.none else { return [] }
        writer.write(UInt64(bitPattern: entries.id(of: hand).rawValue))
        return writer.bytes
    }

    mutating func restore(notes: [UInt8]) -> Bool {
        guard !notes.isEmpty else { return true }
        var reader = SnapshotReader(notes)
        guard let id = reader.readNumber(), reader.isAtEnd,
            let slot = entries.slot(of: EntryID(Int64(bitPattern: id))), entries.list(of: slot) == Self.queue
        else { return false }
        hand = slot
        return true
    }
}
