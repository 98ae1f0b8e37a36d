/// What decides how long an entry stays.
public struct EntryRetention: Sendable, Equatable {
    public let id: EntryID
    public let tenant: Tenant
    /// Bytes, as `NewEntry.weight`.
    public let weight: Int
    /// When it was last served or written.
    public let usedAt: Timestamp
    public let hitCount: Int64
    /// Whether it is protected from eviction.
    public let isPinned: Bool

    public init(
        id: EntryID, tenant: Tenant, weight: Int, usedAt: Timestamp, hitCount: Int64, isPinned: Bool = false
    ) {
        self.isPinned = isPinned
        self.id = id
        self.tenant = tenant
        self.weight = weight
        self.usedAt = usedAt
        self.hitCount = hitCount
    }
}
