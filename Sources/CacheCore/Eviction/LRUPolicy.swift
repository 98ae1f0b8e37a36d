/// Least recently used: the entry goes that was not used for longest.
///
/// Simple and right where what was used lately is used again; one pass over many entries that are used once (a scan)
/// flushes it.
struct LRUPolicy: EvictionPolicy {
    private static let recent = 1

    var entries = EntryLists(listCount: 1)
    var capacity: EvictionCapacity

    init(capacity: EvictionCapacity) { self.capacity = capacity }

    mutating func accessed(_ slot: EntryLists.Slot) { entries.move(slot, to: Self.recent) }

    mutating func evict(for newcomer: Newcomer?) -> EntryID? { removeOldest(of: Self.recent) }

    mutating func admit(_ newcomer: Newcomer) {
        entries.insert(newcomer.id, weight: newcomer.weight, into: Self.recent)
    }
}
