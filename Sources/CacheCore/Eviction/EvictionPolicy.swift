/// Chooses which entry has to go when a pool is full.
///
/// A policy is a value without threads or clocks. It knows entries by id and weight, keeps them in the lists of an
/// `EntryLists`, and answers each call in constant time (amortised). The four steps that differ between policies are
/// `prepare`, `accessed`, `evict` and `admit`; what is the same for all of them (capacity, weights, pins) is written
/// once below. Callers use `EvictionPool`.
protocol EvictionPolicy: Sendable {
    init(capacity: EvictionCapacity)

    var entries: EntryLists { get set }
    var capacity: EvictionCapacity { get set }

    /// An entry is about to be added, and there may be a ghost of it, which this may remove.
    mutating func prepare(for newcomer: Newcomer, ghost: EntryLists.Slot?)
    /// An entry that is neither ghost nor pinned was used.
    mutating func accessed(_ slot: EntryLists.Slot)
    /// Takes one entry out, to make room for the newcomer or, when it is nil, because the capacity has shrunk.
    /// Nil when all that is left is pinned.
    mutating func evict(for newcomer: Newcomer?) -> EntryID?
    /// Adds an entry that is neither there nor remembered as a ghost; there is room for it.
    mutating func admit(_ newcomer: Newcomer)
    /// An entry, or a ghost, is about to leave its list for another reason than this policy's own decision.
    mutating func willLeave(_ slot: EntryLists.Slot)

    /// What a snapshot holds besides the lists.
    var notes: [UInt8] { get }
    /// Takes the notes of a snapshot in, after its lists; false when they do not fit.
    mutating func restore(notes: [UInt8]) -> Bool
    /// Memory beside `entries`, in bytes.
    var extraByteCount: Int { get }

    // The following are the same for all policies; they are requirements so that each gets a copy compiled for it.

    mutating func insert(_ newcomer: Newcomer, evicted: inout [EntryID]) -> Bool
    mutating func access(_ id: EntryID)
    mutating func remove(_ id: EntryID)
    mutating func setPinned(_ isPinned: Bool, _ id: EntryID)
    mutating func evictOne() -> EntryID?
}

/// An entry that is about to be added.
struct Newcomer: Sendable {
    let id: EntryID
    let weight: Int
    /// Nil to leave one that is there already as it is.
    var isPinned: Bool?
}

extension EvictionPolicy {
    mutating func prepare(for newcomer: Newcomer, ghost: EntryLists.Slot?) {}
    mutating func willLeave(_ slot: EntryLists.Slot) {}
    var notes: [UInt8] { [] }
    mutating func restore(notes: [UInt8]) -> Bool { notes.isEmpty }
    var extraByteCount: Int { 0 }

    /// The size of a list, or of it with an entry of some weight, in the unit of `EvictionCapacity.size`.
    func size(_ list: Int, adding weight: Int? = nil) -> Double {
        size(list...list, adding: weight)
    }

    /// The size of some lists together.
    func size(_ lists: ClosedRange<Int>, adding weight: Int? = nil) -> Double {
        var (totalCount, totalWeight) = weight.map { (1, $0) } ?? (0, 0)
        for list in lists {
            totalCount += entries.count(of: list)
            totalWeight += entries.weight(of: list)
        }
        return capacity.size(count: totalCount, weight: totalWeight)
    }

    /// Removes the oldest entry of a list; nil when it is empty.
    mutating func removeOldest(of list: Int) -> EntryID? {
        let slot = entries.oldest(of: list)
        guard slot != EntryLists.none else { return nil }
        let id = entries.id(of: slot)
        entries.remove(slot)
        return id
    }

    mutating func insert(_ newcomer: Newcomer, evicted: inout [EntryID]) -> Bool {
        if newcomer.isPinned == true {
            // Never refused: should pinned entries alone be more than the capacity, the pool holds nothing else.
            remove(newcomer.id)
            entries.insert(newcomer.id, weight: newcomer.weight, into: EntryLists.pinned)
            while !capacity.allows(count: entries.count, weight: entries.weight), let id = evict(for: nil) {
                evicted.append(id)
            }
            return true
        }
        if newcomer.isPinned == false { setPinned(false, newcomer.id) }
        guard capacity.allows(count: 1, weight: newcomer.weight) else {
            remove(newcomer.id)
            return false
        }
        let slot = entries.slot(of: newcomer.id)
        if let slot, !entries.isGhost(slot) {
            entries.setWeight(newcomer.weight, of: slot)
            if entries.list(of: slot) != EntryLists.pinned { accessed(slot) }
            while !capacity.allows(count: entries.count, weight: entries.weight), let id = evict(for: nil) {
                evicted.append(id)
            }
            return true
        }
        prepare(for: newcomer, ghost: slot)
        while !capacity.allows(count: entries.count + 1, weight: entries.weight + newcomer.weight) {
            guard let id = evict(for: newcomer) else { return false }
            evicted.append(id)
        }
        if let ghost = entries.slot(of: newcomer.id) { entries.remove(ghost) }
        admit(newcomer)
        return true
    }

    mutating func access(_ id: EntryID) {
        guard let slot = entries.slot(of: id), !entries.isGhost(slot) else { return }
        if entries.list(of: slot) != EntryLists.pinned { accessed(slot) }
    }

    mutating func remove(_ id: EntryID) {
        guard let slot = entries.slot(of: id) else { return }
        if entries.list(of: slot) != EntryLists.pinned { willLeave(slot) }
        entries.remove(slot)
    }

    mutating func setPinned(_ isPinned: Bool, _ id: EntryID) {
        guard let slot = entries.slot(of: id), !entries.isGhost(slot) else { return }
        guard isPinned != (entries.list(of: slot) == EntryLists.pinned) else { return }
        if isPinned {
            willLeave(slot)
            entries.setMark(0, of: slot)
            entries.move(slot, to: EntryLists.pinned)
        } else {
            let entry = Newcomer(id: id, weight: entries.weight(of: slot))
            entries.remove(slot)
            admit(entry)
        }
    }

    mutating func evictOne() -> EntryID? { evict(for: nil) }
}
