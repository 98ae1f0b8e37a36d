/// Random replacement: any entry goes, with the same probability. The yardstick that a policy must beat.
///
/// A dense array of slots makes the choice one step; each slot knows its position there, so that one that leaves is
/// replaced by the last. The generator is SplitMix64 with a fixed seed: the same calls evict the same entries.
struct RandomPolicy: EvictionPolicy {
    private static let all = 1

    var entries = EntryLists(listCount: 1)
    var capacity: EvictionCapacity
    private var choices: [EntryLists.Slot] = []
    /// By slot: where it stands in `choices`.
    private var positions: [Int32] = []
    private var drawCount: Int64 = 0

    init(capacity: EvictionCapacity) { self.capacity = capacity }

    var extraByteCount: Int { (choices.capacity + positions.capacity) * MemoryLayout<Int32>.stride }

    mutating func accessed(_ slot: EntryLists.Slot) {}

    mutating func evict(for newcomer: Newcomer?) -> EntryID? {
        guard !choices.isEmpty else { return nil }
        drawCount &+= 1
        let random = SlotMap.hash(drawCount).multipliedFullWidth(by: UInt64(choices.count)).high
        let slot = choices[Int(random)]
        let id = entries.id(of: slot)
        willLeave(slot)
        entries.remove(slot)
        return id
    }

    mutating func admit(_ newcomer: Newcomer) {
        append(entries.insert(newcomer.id, weight: newcomer.weight, into: Self.all))
    }

    mutating func willLeave(_ slot: EntryLists.Slot) {
        let position = Int(positions[Int(slot)])
        let last = choices.removeLast()
        guard last != slot else { return }
        choices[position] = last
        positions[Int(last)] = Int32(position)
    }

    var notes: [UInt8] {
        var writer = SnapshotWriter()
        writer.write(UInt64(bitPattern: drawCount))
        return writer.bytes
    }

    mutating func restore(notes: [UInt8]) -> Bool {
        var reader = SnapshotReader(notes)
        guard let count = reader.readNumber(), reader.isAtEnd else { return false }
        drawCount = Int64(bitPattern: count)
        entries.members(of: Self.all).forEach { append($0) }
        return true
    }

    private mutating func append(_ slot: EntryLists.Slot) {
        if Int(slot) >= positions.count {
            if positions.count == positions.capacity {
                positions.reserveCapacity(positions.count + positions.count / 16 + 16)
                choices.reserveCapacity(positions.capacity)
            }
            positions += repeatElement(0, count: Int(slot) + 1 - positions.count)
        }
        positions[Int(slot)] = Int32(choices.count)
        choices.append(slot)
    }
}
