import CacheCore

/// Waiting work, taken from tenants in turn, so that one tenant's thousand searches do not hold up another's
/// one.
struct FairQueue<Work> {
    private var waiting: [Tenant: [Work]] = [:]
    /// Tenants that have waiting work, the next one first.
    private var turns: [Tenant] = []
    private(set) var count = 0

    mutating func append(_ work: Work, for tenant: Tenant) {
        if waiting[tenant] == nil { turns.append(tenant) }
        waiting[tenant, default: []].append(work)
        count += 1
    }

    mutating func popFirst() -> Work? {
        guard !turns.isEmpty else { return nil }
        let tenant = turns.removeFirst()
        let work = waiting[tenant]!.removeFirst()
        if waiting[tenant]!.isEmpty {
            waiting[tenant] = nil
        } else {
            turns.append(tenant)
        }
        count -= 1
        return work
    }
}
