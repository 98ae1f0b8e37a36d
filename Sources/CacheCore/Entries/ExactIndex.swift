/// The exact tier's map from a request to the entry that answers it.
struct ExactIndex {
    private var entries: [Tenant: [RequestDigest: EntryID]] = [:]
    private(set) var count = 0

    subscript(tenant: Tenant, request: RequestDigest) -> EntryID? {
        entries[tenant]?[request]
    }

    func count(of tenant: Tenant) -> Int {
        entries[tenant]?.count ?? 0
    }

    mutating func insert(_ key: EntryKey) {
        if entries[key.tenant, default: [:]].updateValue(key.id, forKey: key.request) == nil {
            count += 1
        }
    }

    mutating func remove(_ key: EntryKey) {
        guard entries[key.tenant]?[key.request] == key.id else { return }
        entries[key.tenant]?[key.request] = nil
        count -= 1
    }

    /// Takes constant time, so that nobody waits for a large tenant; the entries that were in it.
    mutating func removeAll(tenant: Tenant) -> [RequestDigest: EntryID] {
        let removed = entries.removeValue(forKey: tenant) ?? [:]
        count -= removed.count
        return removed
    }
}
