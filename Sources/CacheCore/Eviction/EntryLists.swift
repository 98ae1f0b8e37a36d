/// Entries in linked lists: what all eviction policies keep their state in.
///
/// Every entry has one slot of 24 bytes, which is a member of one list at a time; lists are linked by slot numbers,
/// newest first, and a map finds an entry's slot. So every step costs a constant number of memory accesses, and an
/// entry some 31 bytes. A list may hold *ghosts*: entries that were evicted and are remembered for a while. List 0
/// holds the pinned entries of every policy.
struct EntryLists: Sendable {
    typealias Slot = Int32

    static let none: Slot = -1
    /// The list of entries that must not be evicted.
    static let pinned = 0

    private struct Node: Sendable {
        var id: Int64
        var weight: UInt32
        var newer: Slot
        var older: Slot
        /// The list in the lower 28 bits, the policy's mark above.
        var placement: UInt32
    }

    private struct List: Sendable {
        var newest = none
        var oldest = none
        var count: Int32 = 0
        var isGhostly = false
        var weight = 0
    }

    private static let listMask: UInt32 = (1 << 28) - 1
    private static let freeList = listMask

    private var nodes: [Node] = []
    private var lists: [List]
    private var map = SlotMap()
    private var firstFree = none
    /// Entries that are no ghosts, pinned ones included.
    private(set) var count = 0
    /// The bytes of those.
    private(set) var weight = 0

    /// - Parameters:
    ///   - listCount: lists besides the pinned one; they are numbered from 1.
    ///   - ghosts: those that hold ghosts.
    init(listCount: Int, ghosts: [Int] = []) {
        lists = Array(repeating: List(), count: listCount + 1)
        for list in ghosts { lists[list].isGhostly = true }
    }

    var listCount: Int { lists.count }

    /// The memory that is held, in bytes.
    var byteCount: Int {
        nodes.capacity * MemoryLayout<Node>.stride + map.byteCount + lists.capacity * MemoryLayout<List>.stride
    }

    // MARK: Slots

    func slot(of id: EntryID) -> Slot? {
        map.find(id.rawValue) { nodes[Int($0)].id == id.rawValue }
    }

    func id(of slot: Slot) -> EntryID { EntryID(nodes[Int(slot)].id) }
    func weight(of slot: Slot) -> Int { Int(nodes[Int(slot)].weight) }
    func list(of slot: Slot) -> Int { Int(nodes[Int(slot)].placement & Self.listMask) }
    func isGhost(_ slot: Slot) -> Bool { lists[list(of: slot)].isGhostly }

    /// A small number from 0 to 15 whose meaning is the policy's.
    func mark(of slot: Slot) -> UInt8 { UInt8(nodes[Int(slot)].placement >> 28) }

    mutating func setMark(_ mark: UInt8, of slot: Slot) {
        nodes[Int(slot)].placement = nodes[Int(slot)].placement & Self.listMask | UInt32(mark) << 28
    }

    mutating func setWeight(_ newWeight: Int, of slot: Slot) {
        let new = UInt32(clamping: newWeight)
        let change = Int(new) - Int(nodes[Int(slot)].weight)
        nodes[Int(slot)].weight = new
        lists[list(of: slot)].weight += change
        if !isGhost(slot) { weight += change }
    }

    // MARK: Lists

    func count(of list: Int) -> Int { Int(lists[list].count) }
    func weight(of list: Int) -> Int { lists[list].weight }
    func isEmpty(_ list: Int) -> Bool { lists[list].count == 0 }
    func oldest(of list: Int) -> Slot { lists[list].oldest }
    func newer(than slot: Slot) -> Slot { nodes[Int(slot)].newer }

    /// The entries of a list, oldest first.
    func members(of list: Int) -> [Slot] {
        var members: [Slot] = []
        members.reserveCapacity(count(of: list))
        var slot = lists[list].oldest
        while slot != Self.none {
            members.append(slot)
            slot = nodes[Int(slot)].newer
        }
        return members
    }

    mutating func addList() -> Int {
        lists.append(List())
        return lists.count - 1
    }

    /// Adds an entry that is not there yet, as the newest of a list, with the mark 0.
    @discardableResult
    mutating func insert(_ id: EntryID, weight: Int, into list: Int) -> Slot {
        let node = Node(
            id: id.rawValue, weight: UInt32(clamping: weight), newer: Self.none, older: Self.none,
            placement: UInt32(list))
        let slot: Slot
        if firstFree != Self.none {
            slot = firstFree
            firstFree = nodes[Int(slot)].older
            nodes[Int(slot)] = node
        } else {
            // Doubling, as arrays do, would leave up to half of the memory unused.
            if nodes.count == nodes.capacity { nodes.reserveCapacity(nodes.count + nodes.count / 16 + 16) }
            nodes.append(node)
            slot = Slot(nodes.count - 1)
        }
        map.insert(id.rawValue, slot: slot) { nodes[Int($0)].id }
        link(slot, to: list)
        return slot
    }

    mutating func remove(_ slot: Slot) {
        unlink(slot)
        let id = nodes[Int(slot)].id
        map.remove(id, slot: slot) { nodes[Int($0)].id }
        nodes[Int(slot)].older = firstFree
        nodes[Int(slot)].placement = Self.freeList
        firstFree = slot
    }

    /// Makes an entry the newest of a list; its mark stays.
    mutating func move(_ slot: Slot, to list: Int) {
        if lists[list].newest == slot { return }
        unlink(slot)
        link(slot, to: list)
    }

    private mutating func link(_ slot: Slot, to list: Int) {
        let newest = lists[list].newest
        nodes[Int(slot)].newer = Self.none
        nodes[Int(slot)].older = newest
        nodes[Int(slot)].placement = nodes[Int(slot)].placement & ~Self.listMask | UInt32(list)
        if newest == Self.none { lists[list].oldest = slot } else { nodes[Int(newest)].newer = slot }
        lists[list].newest = slot
        let bytes = Int(nodes[Int(slot)].weight)
        lists[list].count += 1
        lists[list].weight += bytes
        if !lists[list].isGhostly {
            count += 1
            weight += bytes
        }
    }

    private mutating func unlink(_ slot: Slot) {
        let node = nodes[Int(slot)]
        let list = Int(node.placement & Self.listMask)
        let (newer, older) = (node.newer, node.older)
        if newer == Self.none { lists[list].newest = older } else { nodes[Int(newer)].older = older }
        if older == Self.none { lists[list].oldest = newer } else { nodes[Int(older)].newer = newer }
        lists[list].count -= 1
        lists[list].weight -= Int(node.weight)
        if !lists[list].isGhostly {
            count -= 1
            weight -= Int(node.weight)
        }
    }
}
