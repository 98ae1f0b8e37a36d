/// S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: FIFO queues are all you need for cache eviction, SOSP 2023).
///
/// Newcomers go through a small queue of a tenth of the capacity. Those that are used more than once on the way move
/// to the main queue; the others are evicted soon and stay as ghosts, as many as the main queue has entries. A newcomer
/// that is still a ghost goes to the main queue at once. The main queue lets entries that were used go round again.
/// A use only counts up to 3.
struct S3FIFOPolicy: EvictionPolicy {
    private static let small = 1
    private static let main = 2
    private static let ghosts = 3
    private static let smallShare = 0.1
    private static let highestCount: UInt8 = 3

    var entries = EntryLists(listCount: 3, ghosts: [ghosts])
    var capacity: EvictionCapacity
    private var isReturning = false

    init(capacity: EvictionCapacity) { self.capacity = capacity }

    private var mainSize: Double { Double(capacity.entries) * (1 - Self.smallShare) }

    mutating func accessed(_ slot: EntryLists.Slot) {
        let count = entries.mark(of: slot)
        if count < Self.highestCount { entries.setMark(count + 1, of: slot) }
    }

    mutating func prepare(for newcomer: Newcomer, ghost: EntryLists.Slot?) {
        isReturning = ghost != nil
        if let ghost { entries.remove(ghost) }
    }

    mutating func evict(for newcomer: Newcomer?) -> EntryID? {
        while true {
            guard !entries.isEmpty(Self.small), size(Self.main) <= mainSize else { return evictFromMain() }
            let slot = entries.oldest(of: Self.small)
            guard entries.mark(of: slot) > 1 else { return turnToGhost(slot) }
            entries.setMark(0, of: slot)
            entries.move(slot, to: Self.main)
        }
    }

    mutating func admit(_ newcomer: Newcomer) {
        entries.insert(newcomer.id, weight: newcomer.weight, into: isReturning ? Self.main : Self.small)
        isReturning = false
    }

    private mutating func evictFromMain() -> EntryID? {
        while !entries.isEmpty(Self.main) {
            let slot = entries.oldest(of: Self.main)
            let count = entries.mark(of: slot)
            if count == 0 { return removeOldest(of: Self.main) }
            entries.setMark(count - 1, of: slot)
            entries.move(slot, to: Self.main)
        }
        return nil
    }

    private mutating func turnToGhost(_ slot: EntryLists.Slot) -> EntryID {
        let id = entries.id(of: slot)
        entries.setMark(0, of: slot)
        entries.move(slot, to: Self.ghosts)
        while size(Self.ghosts) > mainSize, removeOldest(of: Self.ghosts) != nil {}
        return id
    }
}
