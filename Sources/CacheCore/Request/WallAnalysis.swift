/// Finds walls that cost hits: partitions that would be one if one more thing were blanked in system prompts.
///
/// For each request it derives the partition by the rules in force, and by the same rules with one more built-in
/// mask. Partitions that differ by the first and agree by the second differ only by what that mask blanks. Memory
/// grows with the number of partitions that have a system prompt.
public struct WallAnalysis: Sendable {
    /// Partitions of a tenant that differ only by what one mask blanks.
    public struct Finding: Sendable, Equatable {
        public let tenant: Tenant
        /// What to add to the tenant's `mask`.
        public let mask: String
        /// Partitions that have at least one such twin.
        public let partitions: Int
        /// How many would be left of them.
        public let remaining: Int

        public init(tenant: Tenant, mask: String, partitions: Int, remaining: Int) {
            self.tenant = tenant
            self.mask = mask
            self.partitions = partitions
            self.remaining = remaining
        }
    }

    private struct Loosened: Hashable {
        let tenant: Tenant
        let mask: String
    }

    private let policy: CachePolicy
    private var seen: Set<PartitionDigest> = []
    private var groups: [Loosened: [PartitionDigest: Int]] = [:]

    public init(policy: CachePolicy) {
        self.policy = policy
    }

    /// Takes in a stored request. Those without a system prompt, with an own partition key, or of tenants that do not
    /// compare system prompts as texts have no such walls.
    public mutating func add(_ request: CacheRequest) {
        let rules = policy[request.tenant].rules
        guard rules.system == .exact || rules.system == .masked, request.partition == nil,
            request.messages.contains(where: \.isSystem)
        else { return }
        let partition = RequestIdentity(request, rules: rules).partition
        guard seen.insert(partition).inserted else { return }
        let mask = rules.system == .masked ? rules.mask : .none
        for (name, kind) in TextMask.Kinds.named where !mask.kinds.contains(kind) {
            var loosened = rules
            loosened.system = .masked
            loosened.mask = mask.adding(kind)
            let merged = RequestIdentity(request, rules: loosened).partition
            groups[Loosened(tenant: request.tenant, mask: name), default: [:]][merged, default: 0] += 1
        }
    }

    /// What costs most comes first.
    public var findings: [Finding] {
        groups.compactMap { key, counts in
            let twins = counts.values.filter { $0 > 1 }
            return twins.isEmpty
                ? nil
                : Finding(
                    tenant: key.tenant, mask: key.mask, partitions: twins.reduce(0, +), remaining: twins.count)
        }.sorted { left, right in
            (right.partitions, left.tenant.name, left.mask) < (left.partitions, right.tenant.name, right.mask)
        }
    }
}
