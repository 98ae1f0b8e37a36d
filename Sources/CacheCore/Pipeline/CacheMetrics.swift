import Metrics
import Synchronization

/// The pipeline's counters, made once so that a lookup only adds to them.
final class CacheMetrics: Sendable {
    let inserts = Counter(label: "modelcache_inserts_total")
    let removals = Counter(label: "modelcache_removals_total")
    let storeFailures = Counter(label: "modelcache_store_failures_total")
    private let exactHits = Counter(label: "modelcache_hits_total", dimensions: [("tier", "exact")])
    private let semanticHits = Counter(
        label: "modelcache_hits_total", dimensions: [("tier", "semantic")])
    private let misses: [MissReason: Counter]
    private let exactSeconds = Timer(
        label: "modelcache_lookup_seconds", dimensions: [("result", "exact")])
    private let semanticSeconds = Timer(
        label: "modelcache_lookup_seconds", dimensions: [("result", "semantic")])
    private let missSeconds = Timer(
        label: "modelcache_lookup_seconds", dimensions: [("result", "miss")])
    private let hitsSinceStart = Atomic<Int64>(0)
    private let missesSinceStart = Atomic<Int64>(0)

    init() {
        misses = Dictionary(
            uniqueKeysWithValues: MissReason.allCases.map { reason in
                (
                    reason,
                    Counter(
                        label: "modelcache_misses_total", dimensions: [("reason", reason.rawValue)])
                )
            })
    }

    var hitCount: Int64 { hitsSinceStart.load(ordering: .relaxed) }
    var missCount: Int64 { missesSinceStart.load(ordering: .relaxed) }

    func record(_ lookup: Lookup, seconds: Double) {
        let nanoseconds = Int64(seconds * 1e9)
        switch lookup {
        case .hit(let hit):
            hitsSinceStart.add(1, ordering: .relaxed)
            (hit.tier == .exact ? exactHits : semanticHits).increment()
            (hit.tier == .exact ? exactSeconds : semanticSeconds).recordNanoseconds(nanoseconds)
        case .miss(let miss):
            missesSinceStart.add(1, ordering: .relaxed)
            misses[miss.reason]?.increment()
            missSeconds.recordNanoseconds(nanoseconds)
        }
    }
}
