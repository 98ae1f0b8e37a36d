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
    /// Whether the judge decides, or the cosine alone.
    public var isJudged = true
    /// The share of served semantic hits that may be wrong, where the judge decides.
    public var risk = 0.02
    /// What `risk` is a share of.
    public var riskBasis = RiskBasis.hits
    /// Whether answers that are inserted after a miss move the threshold; feedback does in any case.
    public var learnsFromAnswers = true
    /// The lowest cosine that is served, where the cosine decides; longer prompts have a threshold of their own.
    public var threshold: Float = 0.95
    public var longThreshold: Float = 0.95

    /// How long, in seconds, answers are served whose prompts ask for what changes or is the asker's own; nil to treat
    /// them like all others.
    public var volatileAge: Double? = 300
    /// What must be identical before prompts are compared.
    public var rules = PartitionRules()
    /// How long, in seconds, an answer is served after it was written; nil for no end. An insert may ask for another
    /// time.
    public var timeToLive: Double? = 30 * 86_400
    /// The longest time, in seconds, that an insert may ask for; nil for no bound.
    public var maximumTimeToLive: Double?
    /// Whether a hit extends that time, for inserts that do not say.
    public var isSliding = false
    /// How long, in seconds, an expired answer is served as stale, for inserts that do not say.
    public var staleTime: Double = 0
    /// The most entries of this tenant; nil for no bound of its own.
    public var capacityEntries: Int?
    /// The most bytes of this tenant's entries; nil for no bound of its own.
    public var capacityBytes: Int?

    public init(mode: CacheMode = .exact) {
        self.mode = mode
    }

    /// A policy that decides by the cosine alone.
    public init(mode: CacheMode = .exact, threshold: Float, rules: PartitionRules = PartitionRules()) {
        self.init(mode: mode)
        self.rules = rules
        isJudged = false
        self.threshold = threshold
        longThreshold = threshold
    }

    /// How long, in seconds, an answer is kept for which `requested` was asked; nil for no end.
    func timeToLive(requested: Double?) -> Double? {
        guard let wanted = requested ?? timeToLive else { return maximumTimeToLive }
        return min(wanted, maximumTimeToLive ?? wanted)
    }

    /// The bounds of the tenant's own pool; nil when it shares one.
    func capacity(within whole: EvictionCapacity) -> EvictionCapacity? {
        guard capacityEntries != nil || capacityBytes != nil else { return nil }
        return EvictionCapacity(
            entries: min(capacityEntries ?? whole.entries, whole.entries),
            bytes: [capacityBytes, whole.bytes].compactMap { $0 }.min())
    }

    /// When an entry may be served for another prompt.
    public var rule: DecisionRule {
        isJudged ? .judged(risk: risk, of: riskBasis) : .similarity(threshold: threshold, longThreshold: longThreshold)
    }
}

/// What a single lookup asks for beyond its tenant's policy. It can only make fewer hits: a value that is looser than the
/// policy's changes nothing.
public struct Tightening: Sendable, Equatable {
    /// Only identical requests.
    public var isExactOnly: Bool
    public var risk: Double?
    /// The lowest score, or cosine where the cosine decides.
    public var threshold: Float?
    /// Only entries that carry all of them.
    public var tags: [EntryTag]

    public init(isExactOnly: Bool = false, risk: Double? = nil, threshold: Float? = nil, tags: [EntryTag] = []) {
        self.tags = tags
        self.isExactOnly = isExactOnly
        self.risk = risk
        self.threshold = threshold
    }
}

extension TenantPolicy {
    func tightened(by tightening: Tightening) -> TenantPolicy {
        var policy = self
        if tightening.isExactOnly, mode.usesEmbeddings { policy.mode = .exact }
        if let risk = tightening.risk { policy.risk = min(risk, policy.risk) }
        return policy
    }
}

/// The rules of all tenants.
public struct CachePolicy: Sendable, Equatable {
    /// For tenants without rules of their own.
    public var standard: TenantPolicy
    public var tenants: [Tenant: TenantPolicy]
    /// How much all tenants may hold together.
    public var capacity = EvictionCapacity(entries: 1_000_000)
    /// What goes when that is full.
    public var eviction = EvictionAlgorithm.s3FIFO
    /// How long, in seconds, a deletion can be undone; 0 to remove at once.
    public var undoWindow: Double = 3_600

    public init(standard: TenantPolicy = TenantPolicy(), tenants: [Tenant: TenantPolicy] = [:]) {
        self.standard = standard
        self.tenants = tenants
    }

    /// Whether any tenant's prompts are embedded.
    public var usesEmbeddings: Bool {
        standard.mode.usesEmbeddings || tenants.values.contains { $0.mode.usesEmbeddings }
    }

    /// Whether any tenant's semantic hits are judged.
    public var usesJudge: Bool {
        ([standard] + tenants.values).contains { $0.mode.usesEmbeddings && $0.isJudged }
    }

    public subscript(tenant: Tenant) -> TenantPolicy {
        tenants.isEmpty ? standard : tenants[tenant] ?? standard
    }
}
