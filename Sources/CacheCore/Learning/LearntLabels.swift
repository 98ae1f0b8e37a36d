import Synchronization

/// What is kept in memory of a tenant's labels: pairs that must never be served again, and scores with what they
/// should have been.
struct TenantLabels {
    /// The newest scores that are kept: older ones say less about today's traffic.
    static let scoreCapacity = 5_000

    private struct Scored {
        let pair: PairDigest
        let label: LabelledScore
    }

    private(set) var rejected: Set<PairDigest> = []
    private var scored: [Scored] = []
    /// Semantic hits, those in shadow mode too, and how many of them were reported to be wrong, since the experience began.
    var servedCount = 0
    private(set) var reportedWrong = 0
    /// Bounded, because every lookup may ask for a risk of its own.
    private var promises: [Promise: RiskThreshold] = [:]
    private static let maximumPromises = 16
    private var labelsSincePromises = 0

    private struct Promise: Hashable {
        let risk: Double
        let basis: RiskBasis
    }

    var experience: Experience {
        Experience(labels: scored.map(\.label), served: servedCount, reportedWrong: reportedWrong)
    }

    /// - Parameters:
    ///   - judge: the one whose scores count.
    ///   - isReport: whether a rejection counts among the hits that were reported to be wrong.
    mutating func add(_ label: PairLabel, judge: String?, isReport: Bool = true) {
        if label.isRejection {
            let isNew = rejected.insert(label.pair).inserted
            if isNew, isReport, label.source == .feedback {
                reportedWrong += 1
                promises = [:]
            }
        } else if label.isSaid {
            rejected.remove(label.pair)
        }
        guard let score = label.score, label.judge == judge else { return }
        scored.removeAll { $0.pair == label.pair }
        scored.append(Scored(pair: label.pair, label: LabelledScore(score: score, isSame: label.isSame)))
        if scored.count > Self.scoreCapacity { scored.removeFirst(scored.count - Self.scoreCapacity) }
        labelsSincePromises += 1
        // A promise costs a sort of all labels, so it is not made anew for each of them.
        if labelsSincePromises > scored.count / 20 { promises = [:] }
    }

    mutating func threshold(risk: Double, basis: RiskBasis, judge: any Judge) -> RiskThreshold {
        let promise = Promise(risk: risk, basis: basis)
        if let known = promises[promise] { return known }
        let threshold = judge.threshold(risk: risk, basis: basis, given: experience)
        if promises.count >= Self.maximumPromises { promises = [:] }
        promises[promise] = threshold
        labelsSincePromises = 0
        return threshold
    }

    /// A hit more cannot break a promise, but enough of them restore one.
    mutating func countServed() {
        servedCount += 1
        if reportedWrong > 0, servedCount.isMultiple(of: 64) { promises = [:] }
    }
}

/// The labels of all tenants, as the store has them, and the misses whose answers are still to come.
final class LearntLabels: Sendable {
    /// A miss whose prompt may be inserted soon.
    struct AwaitedAnswer: Sendable {
        let nearest: EntryID
        let pair: PairDigest
        let score: Float
        let time: Timestamp
    }

    /// An answer that comes later belongs to another lookup.
    private static let maximumWait = 15 * 60.0
    private static let awaitedCapacity = 10_000

    private struct State {
        var tenants: [Tenant: TenantLabels] = [:]
        var awaited = LRUCache<RequestDigest, AwaitedAnswer>(capacity: awaitedCapacity)
    }

    private let state = Mutex(State())
    private let judge: (any Judge)?

    init(judge: (any Judge)?) {
        self.judge = judge
    }

    func add(_ label: PairLabel) {
        state.withLock { $0.tenants[label.tenant, default: TenantLabels()].add(label, judge: judge?.name) }
    }

    /// Takes in what was learnt before.
    func load(_ stored: StoredLabels) {
        state.withLock { state in
            for label in stored.labels {
                let isReport = stored.countedFrom.map { label.time >= $0 } ?? false
                state.tenants[label.tenant, default: TenantLabels()].add(
                    label, judge: judge?.name, isReport: isReport)
            }
            for (tenant, count) in stored.semanticHits {
                state.tenants[tenant, default: TenantLabels()].servedCount = count
            }
        }
    }

    func removeAll(_ tenant: Tenant) {
        state.withLock { $0.tenants[tenant] = nil }
    }

    func countServed(_ tenant: Tenant) {
        state.withLock { $0.tenants[tenant, default: TenantLabels()].countServed() }
    }

    /// The pairs of a tenant that must never be served again.
    func rejected(of tenant: Tenant) -> Set<PairDigest> {
        state.withLock { $0.tenants[tenant]?.rejected ?? [] }
    }

    /// What the tenant's scores must reach; nil without a judge.
    func threshold(for tenant: Tenant, risk: Double, basis: RiskBasis) -> RiskThreshold? {
        guard let judge else { return nil }
        return state.withLock {
            $0.tenants[tenant, default: TenantLabels()].threshold(risk: risk, basis: basis, judge: judge)
        }
    }

    func experience(of tenant: Tenant) -> Experience {
        state.withLock { $0.tenants[tenant]?.experience ?? Experience() }
    }

    func await(_ request: RequestDigest, _ answer: AwaitedAnswer) {
        state.withLock { $0.awaited.insert(answer, for: request, cost: 1) }
    }

    /// The miss that an insert answers, once.
    func awaited(_ request: RequestDigest, at time: Timestamp) -> AwaitedAnswer? {
        let answer = state.withLock { state in
            defer { state.awaited.remove(request) }
            return state.awaited.value(for: request)
        }
        guard let answer, time.seconds(since: answer.time) <= Self.maximumWait else { return nil }
        return answer
    }
}
