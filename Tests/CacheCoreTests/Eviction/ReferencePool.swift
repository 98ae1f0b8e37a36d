@testable import CacheCore

/// What an `EvictionPool` should do, said in arrays: slow, and as near to the papers' words as it can be.
///
/// A list is an array with its newest entry first. Pinned entries stand in `pinned` and in no list.
struct ReferencePool {
    struct Item: Equatable {
        var id: Int64
        var weight: Int
        var count = 0
    }

    let algorithm: EvictionAlgorithm
    let capacity: EvictionCapacity
    var lists: [[Item]]
    var pinned: [Item] = []
    var target = 0.0
    var sketch = FrequencySketch()
    /// The entry at which SIEVE's hand stands.
    var hand: Int64?
    var drawCount: Int64 = 0

    init(_ algorithm: EvictionAlgorithm, capacity: EvictionCapacity) {
        self.algorithm = algorithm
        self.capacity = capacity
        lists = Array(repeating: [], count: 4)
    }

    /// The lists that hold entries; the others hold ghosts.
    var residentLists: [Int] {
        switch algorithm {
        case .lru, .lfu, .fifo, .random, .sieve: [0]
        case .arc: [0, 1]
        case .tinyLFU: [0, 1, 2]
        case .s3FIFO: [0, 1]
        }
    }

    var residents: [Item] { residentLists.flatMap { lists[$0] } + pinned }
    var ids: Set<Int64> { Set(residents.map(\.id)) }
    var full: Double { Double(capacity.entries) }

    func size(_ items: [Item], adding weight: Int? = nil) -> Double {
        capacity.size(
            count: items.count + (weight == nil ? 0 : 1), weight: items.reduce(weight ?? 0) { $0 + $1.weight })
    }

    func isOverfull(adding weight: Int? = nil) -> Bool {
        let bytes = residents.reduce(weight ?? 0) { $0 + $1.weight }
        return residents.count + (weight == nil ? 0 : 1) > capacity.entries || bytes > capacity.bytes ?? .max
    }

    func place(of id: Int64) -> (list: Int, index: Int)? {
        for list in lists.indices {
            if let index = lists[list].firstIndex(where: { $0.id == id }) { return (list, index) }
        }
        return nil
    }

    mutating func take(_ id: Int64) -> Item? {
        guard let place = place(of: id) else { return nil }
        return takeOut(place.list, place.index)
    }

    /// Removes an item from its list; SIEVE's hand goes on to the next newer one.
    private mutating func takeOut(_ list: Int, _ index: Int) -> Item {
        if algorithm == .sieve, hand == lists[list][index].id {
            hand = index == 0 ? nil : lists[list][index - 1].id
        }
        if algorithm == .random {
            let item = lists[list][index]
            let last = lists[list].removeLast()
            if last != item { lists[list][index] = last }
            return item
        }
        return lists[list].remove(at: index)
    }

    mutating func remove(_ id: Int64) {
        pinned.removeAll { $0.id == id }
        _ = take(id)
    }

    mutating func pin(_ id: Int64) {
        guard let place = place(of: id), residentLists.contains(place.list), let item = take(id) else { return }
        pinned.append(Item(id: id, weight: item.weight))
    }

    mutating func unpin(_ id: Int64) {
        guard let index = pinned.firstIndex(where: { $0.id == id }) else { return }
        admit(Item(id: id, weight: pinned.remove(at: index).weight), returnsTo: nil)
    }

    mutating func access(_ id: Int64) {
        guard let place = place(of: id), residentLists.contains(place.list) else { return }
        use(place.list, place.index)
    }

    mutating func insert(_ id: Int64, weight: Int, evicted: inout [Int64]) -> Bool {
        guard weight <= capacity.bytes ?? .max else {
            remove(id)
            return false
        }
        if let index = pinned.firstIndex(where: { $0.id == id }) {
            pinned[index].weight = weight
        } else if let place = place(of: id), residentLists.contains(place.list) {
            lists[place.list][place.index].weight = weight
            use(place.list, place.index)
        } else {
            return add(id, weight: weight, evicted: &evicted)
        }
        while isOverfull(), let victim = evict(adding: nil, ghostOf: nil) { evicted.append(victim) }
        return true
    }

    private mutating func add(_ id: Int64, weight: Int, evicted: inout [Int64]) -> Bool {
        let ghost = place(of: id)?.list
        prepare(id, weight: weight, ghost: ghost)
        while isOverfull(adding: weight) {
            guard let victim = evict(adding: weight, ghostOf: ghost) else { return false }
            evicted.append(victim)
        }
        admit(Item(id: id, weight: weight), returnsTo: ghost)
        return true
    }
}
