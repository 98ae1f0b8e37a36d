/// First in, first out: the oldest entry goes, whatever its use.
struct FIFOPolicy: EvictionPolicy {
    private static let queue = 1

    var entries = EntryLists(listCount: 1)
    var capacity: EvictionCapacity

    init(capacity: EvictionCapacity) { self.capacity = capacity }

    mutating func accessed(_ slot: EntryLists.Slot) {}

    mutating func evict(for newcomer: Newcomer?) -> EntryID? { removeOldest(of: Self.queue) }

    mutating func admit(_ newcomer: Newcomer) {
        entries.insert(newcomer.id, weight: newcomer.weight, into: Self.queue)
    }
}
