import CacheCore

/// What a cache should hold, written down as plainly as possible: the oracle of the property test.
struct LifecycleModel {
    struct Item: Equatable {
        var request: CacheRequest
        var answer: String
        var tags: [EntryTag]
        var lifetime: EntryLifetime
        var createdAt: Timestamp
        var writtenAt: Timestamp
        var expiresAt: Timestamp?

        func isOver(at time: Timestamp) -> Bool {
            expiresAt.map { $0.rawValue + Int64(lifetime.staleTime * 1_000) <= time.rawValue } ?? false
        }

        func isStale(at time: Timestamp) -> Bool { expiresAt.map { $0 <= time } ?? false }

        func isDue(at time: Timestamp) -> Bool {
            expiresAt.map {
                $0.rawValue + Int64((lifetime.staleTime + (lifetime.isSliding ? 60 : 0)) * 1_000) <= time.rawValue
            } ?? false
        }
    }

    struct Deleted: Equatable {
        var item: Item
        var deletion: DeletionID
        var time: Timestamp
    }

    static let undoWindow = 3_600.0

    var live: [EntryID: Item] = [:]
    var deleted: [EntryID: Deleted] = [:]
    var policy = TenantPolicy()
    /// Whether entries may go at any moment.
    var isEvicting = false

    func id(of request: CacheRequest) -> EntryID? {
        live.first { $0.value.request == request }?.key
    }

    /// The entry that is written under `id`, which the cache chose.
    mutating func write(
        _ id: EntryID, _ request: CacheRequest, answer: String, tags: [EntryTag], lifetime: EntryLifetime,
        countedFrom: Timestamp? = nil, writtenAt time: Timestamp
    ) {
        let end = lifetime.timeToLive.map {
            Timestamp(milliseconds: (countedFrom ?? time).rawValue + Int64($0 * 1_000))
        }
        live[id] = Item(
            request: request, answer: answer, tags: tags, lifetime: lifetime, createdAt: live[id]?.createdAt ?? time,
            writtenAt: time, expiresAt: end)
    }

    /// What a fresh hit does.
    mutating func serve(_ id: EntryID, at time: Timestamp) {
        guard let item = live[id], item.lifetime.isSliding, !item.isStale(at: time), let end = item.expiresAt,
            let timeToLive = item.lifetime.timeToLive
        else { return }
        live[id]?.expiresAt = max(end, Timestamp(milliseconds: time.rawValue + Int64(timeToLive * 1_000)))
    }

    func ids(matching filter: EntryFilter) -> Set<EntryID> {
        Set(
            live.filter { id, item in
                (filter.ids?.contains(id) ?? true)
                    && (filter.tenant == nil || filter.tenant == item.request.tenant)
                    && filter.tags.allSatisfy { item.tags.contains($0) }
                    && (filter.prompt == nil || filter.prompt == item.request.matchedText)
                    && (filter.createdFrom.map { $0 <= item.createdAt } ?? true)
                    && (filter.createdBefore.map { item.createdAt < $0 } ?? true)
            }.keys)
    }

    mutating func delete(_ ids: Set<EntryID>, _ deletion: DeletionID?, at time: Timestamp) {
        for id in ids {
            if let deletion, let item = live[id] {
                deleted[id] = Deleted(item: item, deletion: deletion, time: time)
            }
            live[id] = nil
        }
    }

    /// The number of those that come back, and of those whose requests have been stored again.
    mutating func restore(where isMeant: (EntryID, Deleted) -> Bool, at time: Timestamp) -> (Int, Int) {
        var (restored, superseded) = (0, 0)
        for (id, entry) in deleted.sorted(by: { $0.key < $1.key }) where isMeant(id, entry) {
            guard time.seconds(since: entry.time) < Self.undoWindow else { continue }
            if self.id(of: entry.item.request) != nil {
                superseded += 1
            } else {
                live[id] = entry.item
                deleted[id] = nil
                restored += 1
            }
        }
        return (restored, superseded)
    }

    mutating func purge(at time: Timestamp) {
        deleted = deleted.filter { time.seconds(since: $0.value.time) < Self.undoWindow }
    }

    mutating func clear(_ tenant: Tenant) {
        live = live.filter { $0.value.request.tenant != tenant }
        deleted = deleted.filter { $0.value.item.request.tenant != tenant }
    }
}
