/// All entries of a cache, in pools: one for each tenant that has a capacity of its own, one for all others.
///
/// The capacity of the whole bounds all pools together. A tenant's own capacity is a bound, not a reservation: what
/// such tenants do not use, the shared pool may, and it gives way when they grow.
struct EvictionPools: Sendable {
    /// Of all pools together.
    let capacity: EvictionCapacity
    private(set) var shared: EvictionPool
    private(set) var own: [Tenant: EvictionPool] = [:]

    init(_ policy: CachePolicy) {
        capacity = policy.capacity
        shared = EvictionPool(policy.eviction, capacity: policy.capacity)
        for (tenant, rules) in policy.tenants {
            guard let bounds = rules.capacity(within: policy.capacity) else { continue }
            own[tenant] = EvictionPool(policy.eviction, capacity: bounds)
        }
    }

    var count: Int { own.values.reduce(shared.count) { $0 + $1.count } }
    var weight: Int { own.values.reduce(shared.weight) { $0 + $1.weight } }
    var byteCount: Int { own.values.reduce(shared.byteCount) { $0 + $1.byteCount } }

    func contains(_ id: EntryID, of tenant: Tenant) -> Bool { (own[tenant] ?? shared).contains(id) }

    /// Takes in a written entry. `evicted` gets what has to leave the store, the entry itself if it finds no room.
    /// One that is pinned always stays.
    mutating func insert(
        _ id: EntryID, of tenant: Tenant, weight: Int, isPinned: Bool = false, evicted: inout [EntryID]
    ) {
        let isIn: Bool
        if own[tenant] != nil {
            isIn = own[tenant]!.insert(id, weight: weight, isPinned: isPinned, evicted: &evicted)
            shrinkToCapacity(evicted: &evicted)
        } else {
            if !own.isEmpty { shared.capacity = remainder }
            isIn = shared.insert(id, weight: weight, isPinned: isPinned, evicted: &evicted)
        }
        if !isIn { evicted.append(id) }
    }

    mutating func access(_ id: EntryID, of tenant: Tenant) {
        if own[tenant] != nil { own[tenant]!.access(id) } else { shared.access(id) }
    }

    mutating func remove(_ id: EntryID, of tenant: Tenant) {
        if own[tenant] != nil { own[tenant]!.remove(id) } else { shared.remove(id) }
    }

    mutating func setPinned(_ isPinned: Bool, _ id: EntryID, of tenant: Tenant) {
        if own[tenant] != nil { own[tenant]!.setPinned(isPinned, id) } else { shared.setPinned(isPinned, id) }
    }

    /// What the tenants with a capacity of their own leave to the others.
    private var remainder: EvictionCapacity {
        EvictionCapacity(
            entries: capacity.entries - own.values.reduce(0) { $0 + $1.count },
            bytes: capacity.bytes.map { bytes in bytes - own.values.reduce(0) { $0 + $1.weight } })
    }

    private mutating func shrinkToCapacity(evicted: inout [EntryID]) {
        while !capacity.allows(count: count, weight: weight) {
            if let id = shared.evict() {
                evicted.append(id)
            } else if let largest = own.max(by: { $0.value.count < $1.value.count })?.key,
                let id = own[largest]!.evict()
            {
                evicted.append(id)
            } else {
                return
            }
        }
    }
}

extension EvictionPools {
    /// The state of all pools as bytes.
    var snapshot: [UInt8] {
        var writer = SnapshotWriter()
        writer.write(shared.snapshot)
        for (tenant, pool) in own {
            writer.write(Array(tenant.name.utf8))
            writer.write(pool.snapshot)
        }
        return writer.bytes
    }

    /// Takes in what fits of a snapshot; pools that it does not know, or that it knows by another algorithm, stay
    /// empty.
    mutating func restore(_ snapshot: [UInt8]) {
        var reader = SnapshotReader(snapshot)
        guard let bytes = reader.readPart() else { return }
        shared = EvictionPool(shared.algorithm, capacity: shared.capacity, snapshot: bytes) ?? shared
        while let name = reader.readPart(), let bytes = reader.readPart() {
            let tenant = Tenant(String(decoding: name, as: UTF8.self))
            guard let pool = own[tenant] else { continue }
            own[tenant] = EvictionPool(pool.algorithm, capacity: pool.capacity, snapshot: bytes) ?? pool
        }
    }

    /// Makes the pools agree with what is stored: entries that are gone leave them, others come in as if they had
    /// been used when they last were.
    mutating func agree(with stored: [EntryRetention], evicted: inout [EntryID]) {
        let homes = Dictionary(uniqueKeysWithValues: stored.map { ($0.id, $0.tenant) })
        for id in shared.ids where homes[id].map({ own[$0] != nil }) ?? true { shared.remove(id) }
        for tenant in own.keys {
            for id in own[tenant]!.ids where homes[id] != tenant { own[tenant]!.remove(id) }
        }
        for entry in stored { setPinned(entry.isPinned, entry.id, of: entry.tenant) }
        let missing = stored.filter { !contains($0.id, of: $0.tenant) }
        for entry in missing.sorted(by: { ($0.usedAt, $0.id) < ($1.usedAt, $1.id) }) {
            insert(
                entry.id, of: entry.tenant, weight: entry.weight, isPinned: entry.isPinned, evicted: &evicted)
            for _ in 0..<min(entry.hitCount, Self.rememberedHits) { access(entry.id, of: entry.tenant) }
        }
        shrinkToCapacity(evicted: &evicted)
    }

    /// Hits of an entry that count when a pool is built anew.
    private static let rememberedHits: Int64 = 3
}
