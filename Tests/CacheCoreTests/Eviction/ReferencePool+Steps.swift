@testable import CacheCore

/// The steps in which the policies differ.
extension ReferencePool {
    /// LRU, LFU, FIFO, random, SIEVE: all entries in list 0. ARC: T1, T2, B1, B2. W-TinyLFU: window, probation,
    /// protected. S3-FIFO: small, main, ghosts.
    mutating func use(_ list: Int, _ index: Int) {
        switch algorithm {
        case .fifo, .random:
            break
        case .lru:
            lists[0].insert(lists[0].remove(at: index), at: 0)
        case .lfu:
            var item = lists[0].remove(at: index)
            item.count += 1
            lists[0].insert(item, at: 0)
        case .sieve:
            lists[0][index].count = 1
        case .s3FIFO:
            lists[list][index].count = min(lists[list][index].count + 1, 3)
        case .arc:
            lists[1].insert(lists[list].remove(at: index), at: 0)
        case .tinyLFU:
            let item = lists[list].remove(at: index)
            sketch.add(EntryID(item.id))
            lists[list == 0 ? 0 : 2].insert(item, at: 0)
            while size(lists[2]) > 0.8 * (full - max(1, full * 0.01)) { lists[1].insert(lists[2].removeLast(), at: 0) }
        }
    }

    mutating func prepare(_ id: Int64, weight: Int, ghost: Int?) {
        switch algorithm {
        case .tinyLFU:
            sketch.reserve(min(residents.count + 1, capacity.entries))
            sketch.add(EntryID(id))
        case .s3FIFO:
            _ = take(id)
        case .arc:
            let unit = capacity.size(count: 1, weight: weight)
            let (recent, frequent) = (size(lists[2]), size(lists[3]))
            switch ghost {
            case 2: target = min(full, target + unit * max(1, frequent / recent))
            case 3: target = max(0, target - unit * max(1, recent / frequent))
            default: limitGhosts(adding: weight)
            }
            _ = take(id)
        default:
            break
        }
    }

    mutating func admit(_ item: Item, returnsTo ghost: Int?) {
        switch algorithm {
        case .random: lists[0].append(item)
        case .lfu: lists[0].insert(Item(id: item.id, weight: item.weight, count: 1), at: 0)
        case .lru, .fifo, .sieve: lists[0].insert(item, at: 0)
        case .s3FIFO: lists[ghost == nil ? 0 : 1].insert(item, at: 0)
        case .arc:
            lists[ghost == nil ? 0 : 1].insert(item, at: 0)
            limitGhosts(adding: nil)
        case .tinyLFU:
            lists[0].insert(item, at: 0)
            while size(lists[0]) > max(1, full * 0.01), lists[0].count > 1 {
                lists[1].insert(lists[0].removeLast(), at: 0)
            }
        }
    }

    private mutating func limitGhosts(adding weight: Int?) {
        while !lists[2].isEmpty, size(lists[0] + lists[2], adding: weight) > full { lists[2].removeLast() }
        while size(lists.flatMap { $0 }, adding: weight) > 2 * full, !(lists[2] + lists[3]).isEmpty {
            if lists[3].isEmpty { lists[2].removeLast() } else { lists[3].removeLast() }
        }
    }

    mutating func evict(adding weight: Int?, ghostOf ghost: Int?) -> Int64? {
        switch algorithm {
        case .lru, .fifo: lists[0].popLast()?.id
        case .lfu: evictLeastFrequent()
        case .random: evictRandom()
        case .sieve: evictUnvisited()
        case .s3FIFO: evictFromQueues()
        case .arc: evictByTarget(adding: weight, ghostOf: ghost)
        case .tinyLFU: evictByFrequency(adding: weight)
        }
    }

    private mutating func evictLeastFrequent() -> Int64? {
        guard let least = lists[0].map(\.count).min() else { return nil }
        return lists[0].remove(at: lists[0].lastIndex { $0.count == least }!).id
    }

    private mutating func evictRandom() -> Int64? {
        guard !lists[0].isEmpty else { return nil }
        drawCount += 1
        let index = SlotMap.hash(drawCount).multipliedFullWidth(by: UInt64(lists[0].count)).high
        return take(lists[0][Int(index)].id)?.id
    }

    private mutating func evictUnvisited() -> Int64? {
        guard !lists[0].isEmpty else { return nil }
        var index = lists[0].firstIndex { $0.id == hand } ?? lists[0].count - 1
        while lists[0][index].count == 1 {
            lists[0][index].count = 0
            index = index == 0 ? lists[0].count - 1 : index - 1
        }
        hand = index == 0 ? nil : lists[0][index - 1].id
        return lists[0].remove(at: index).id
    }

    private mutating func evictFromQueues() -> Int64? {
        while !lists[0].isEmpty, size(lists[1]) <= full * 0.9 {
            var item = lists[0].removeLast()
            guard item.count > 1 else {
                lists[2].insert(item, at: 0)
                while size(lists[2]) > full * 0.9 { lists[2].removeLast() }
                return item.id
            }
            item.count = 0
            lists[1].insert(item, at: 0)
        }
        while var item = lists[1].popLast() {
            if item.count == 0 { return item.id }
            item.count -= 1
            lists[1].insert(item, at: 0)
        }
        return nil
    }

    private mutating func evictByTarget(adding weight: Int?, ghostOf ghost: Int?) -> Int64? {
        if let weight, ghost == nil, lists[2].isEmpty, size(lists[0], adding: weight) > full {
            return lists[0].popLast()?.id
        }
        let length = size(lists[0])
        let replacesRecent =
            !lists[0].isEmpty
            && (length > target || (ghost == 3 && length == target) || lists[1].isEmpty)
        guard let item = replacesRecent ? lists[0].popLast() : lists[1].popLast() else { return nil }
        lists[replacesRecent ? 2 : 3].insert(item, at: 0)
        return item.id
    }

    private mutating func evictByFrequency(adding weight: Int?) -> Int64? {
        let main = lists[1].isEmpty ? 2 : 1
        guard let candidate = lists[0].last else { return lists[main].popLast()?.id }
        guard let victim = lists[main].last else { return lists[0].popLast()?.id }
        guard size(lists[0], adding: weight) > max(1, full * 0.01) else { return lists[main].popLast()?.id }
        guard sketch.estimate(EntryID(candidate.id)) > sketch.estimate(EntryID(victim.id)) else {
            return lists[0].popLast()?.id
        }
        lists[main].removeLast()
        lists[1].insert(lists[0].removeLast(), at: 0)
        return victim.id
    }
}
