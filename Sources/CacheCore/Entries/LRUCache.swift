/// The most recently used values, bounded by their cost.
///
/// Slots lie in one array and are linked into a list by their positions, most recent first, so that a use or an
/// eviction touches a constant number of slots and allocates nothing.
package struct LRUCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot {
        var key: Key
        /// Nil in a free slot.
        var value: Value?
        var cost: Int
        var newer: Int
        var older: Int
    }

    private static var none: Int { -1 }

    package let capacity: Int
    /// The cost of all values.
    package private(set) var cost = 0
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    private var positions: [Key: Int] = [:]
    private var newest = -1
    private var oldest = -1

    /// - Parameter capacity: the cost that all values may have together.
    package init(capacity: Int) {
        self.capacity = capacity
    }

    package var count: Int { positions.count }

    package func contains(_ key: Key) -> Bool { positions[key] != nil }

    /// The value, which thereby becomes the most recently used one.
    package mutating func value(for key: Key) -> Value? {
        guard let position = positions[key] else { return nil }
        unlink(position)
        linkAsNewest(position)
        return slots[position].value
    }

    /// Puts in a value in place of an older one of the same key, and evicts what was not used for longest. A value
    /// that costs more than the capacity is not kept.
    package mutating func insert(_ value: Value, for key: Key, cost: Int) {
        remove(key)
        guard cost <= capacity else { return }
        while self.cost + cost > capacity, oldest != Self.none {
            remove(slots[oldest].key)
        }
        let slot = Slot(key: key, value: value, cost: cost, newer: Self.none, older: Self.none)
        let position: Int
        if let free = freeSlots.popLast() {
            slots[free] = slot
            position = free
        } else {
            slots.append(slot)
            position = slots.count - 1
        }
        positions[key] = position
        self.cost += cost
        linkAsNewest(position)
    }

    package mutating func remove(_ key: Key) {
        guard let position = positions.removeValue(forKey: key) else { return }
        unlink(position)
        cost -= slots[position].cost
        slots[position].value = nil
        freeSlots.append(position)
    }

    private mutating func unlink(_ position: Int) {
        let (newer, older) = (slots[position].newer, slots[position].older)
        if newer == Self.none { newest = older } else { slots[newer].older = older }
        if older == Self.none { oldest = newer } else { slots[older].newer = newer }
    }

    private mutating func linkAsNewest(_ position: Int) {
        slots[position].newer = Self.none
        slots[position].older = newest
        if newest == Self.none { oldest = position } else { slots[newest].newer = position }
        newest = position
    }
}
