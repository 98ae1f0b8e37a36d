/// What a tenant's cache may serve.
public enum CacheMode: String, Sendable, CaseIterable {
    /// Nothing is served; inserts are still stored.
    case off
    /// Only identical requests.
    case exact
    /// Like `exact`; semantic hits are decided and logged, but answered as misses.
    case shadow
    /// Identical requests and those that are similar enough.
    case semantic

    /// Whether prompts are embedded at all.
    public var usesEmbeddings: Bool { self == .shadow || self == .semantic }
}

/// The rules of one tenant.
public struct TenantPolicy: Sendable, Equatable {
    public var mode: CacheMode
    /// The lowest cosine at which an entry may be served for another prompt.
    public var threshold: Float
    /// What must be identical before prompts are compared.
    public var rules: PartitionRules

    public init(mode: CacheMode = .exact, threshold: Float = 0.95, rules: PartitionRules = PartitionRules()) {
        self.mode = mode
        self.threshold = threshold
        self.rules = rules
    }
}

/// The rules of all tenants.
public struct CachePolicy: Sendable, Equatable {
    /// For tenants without rules of their own.
    public var standard: TenantPolicy
    public var tenants: [Tenant: TenantPolicy]

    public init(standard: TenantPolicy = TenantPolicy(), tenants: [Tenant: TenantPolicy] = [:]) {
        self.standard = standard
        self.tenants = tenants
    }

    /// Whether any tenant's prompts are embedded.
    public var usesEmbeddings: Bool {
        standard.mode.usesEmbeddings || tenants.values.contains { $0.mode.usesEmbeddings }
    }

    public subscript(tenant: Tenant) -> TenantPolicy {
        tenants.isEmpty ? standard : tenants[tenant] ?? standard
    }
}
