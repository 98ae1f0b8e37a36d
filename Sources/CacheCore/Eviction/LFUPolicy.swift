/// Least frequently used: the entry goes that was used least often, of several the one not used for longest.
///
/// One list for each frequency that occurs, and the lists linked in the order of their frequencies: a use moves an
/// entry to the next list, which is made if need be (Shah, Mitra, Matani: An O(1) algorithm for implementing the LFU
/// cache eviction scheme, 2010). Frequencies never age, so what was popular once stays; W-TinyLFU mends that.
///
/// Lists are few: n different frequencies need n²/2 uses.
struct LFUPolicy: EvictionPolicy {
    /// A list of entries with the same frequency.
    private struct Frequency: Sendable {
        var value: UInt32 = 0
        var lower: Int32 = 0
        var higher: Int32 = 0
    }

    /// The number of the pinned list stands for "no list": it is never linked.
    private static let end: Int32 = 0

    var entries = EntryLists(listCount: 0)
    var capacity: EvictionCapacity
    /// By list number.
    private var frequencies = [Frequency()]
    private var lowest = end
    private var freeLists: [Int32] = []

    init(capacity: EvictionCapacity) { self.capacity = capacity }

    var extraByteCount: Int {
        frequencies.capacity * MemoryLayout<Frequency>.stride + freeLists.capacity * MemoryLayout<Int32>.stride
    }

    mutating func accessed(_ slot: EntryLists.Slot) {
        let list = Int32(entries.list(of: slot))
        let value = frequencies[Int(list)].value
        guard value < .max else { return entries.move(slot, to: Int(list)) }
        var next = frequencies[Int(list)].higher
        if next == Self.end || frequencies[Int(next)].value != value + 1 {
            next = makeList(value: value + 1, after: list)
        }
        entries.move(slot, to: Int(next))
        freeIfEmpty(list)
    }

    mutating func evict(for newcomer: Newcomer?) -> EntryID? {
        guard lowest != Self.end else { return nil }
        let list = lowest
        let id = removeOldest(of: Int(list))
        freeIfEmpty(list)
        return id
    }

    mutating func admit(_ newcomer: Newcomer) {
        if lowest == Self.end || frequencies[Int(lowest)].value != 1 { _ = makeList(value: 1, after: Self.end) }
        entries.insert(newcomer.id, weight: newcomer.weight, into: Int(lowest))
    }

    mutating func willLeave(_ slot: EntryLists.Slot) {
        let list = Int32(entries.list(of: slot))
        // Its list would be empty: the slot leaves it first, for the pinned list, from where it is taken on.
        entries.move(slot, to: EntryLists.pinned)
        freeIfEmpty(list)
    }

    private mutating func makeList(value: UInt32, after lower: Int32) -> Int32 {
        let list: Int32
        if let free = freeLists.popLast() {
            list = free
        } else {
            list = Int32(entries.addList())
            frequencies.append(Frequency())
        }
        let higher = lower == Self.end ? lowest : frequencies[Int(lower)].higher
        frequencies[Int(list)] = Frequency(value: value, lower: lower, higher: higher)
        if higher != Self.end { frequencies[Int(higher)].lower = list }
        if lower == Self.end { lowest = list } else { frequencies[Int(lower)].higher = list }
        return list
    }

    private mutating func freeIfEmpty(_ list: Int32) {
        guard entries.isEmpty(Int(list)) else { return }
        let frequency = frequencies[Int(list)]
        if frequency.higher != Self.end { frequencies[Int(frequency.higher)].lower = frequency.lower }
        if frequency.lower == Self.end {
            lowest = frequency.higher
        } else {
            frequencies[Int(frequency.lower)].higher = frequency.higher
        }
        freeLists.append(list)
    }

    /// The frequency of each list, 0 for one that is empty.
    var notes: [UInt8] {
        var writer = SnapshotWriter()
        for list in 1..<max(entries.listCount, 1) {
            writer.write(entries.isEmpty(list) ? 0 : UInt64(frequencies[list].value))
        }
        return writer.bytes
    }

    mutating func restore(notes: [UInt8]) -> Bool {
        var reader = SnapshotReader(notes)
        frequencies = Array(repeating: Frequency(), count: entries.listCount)
        var used: [(value: UInt32, list: Int32)] = []
        for list in 1..<max(entries.listCount, 1) {
            guard let value = reader.readNumber(), value <= UInt64(UInt32.max) else { return false }
            guard (value == 0) == entries.isEmpty(list) else { return false }
            if value == 0 { freeLists.append(Int32(list)) } else { used.append((UInt32(value), Int32(list))) }
        }
        used.sort { $0.value > $1.value }
        guard reader.isAtEnd, zip(used, used.dropFirst()).allSatisfy({ $0.value != $1.value }) else { return false }
        for (value, list) in used {
            if lowest != Self.end { frequencies[Int(lowest)].lower = list }
            frequencies[Int(list)] = Frequency(value: value, lower: Self.end, higher: lowest)
            lowest = list
        }
        return true
    }
}
