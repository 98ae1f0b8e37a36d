import Metrics
import Synchronization

/// The pipeline's counters, made once so that a lookup only adds to them.
final class CacheMetrics: Sendable {
    let inserts: Counter
    let removals: Counter
    let storeFailures: Counter
    private let exactHits: Counter
    private let semanticHits: Counter
    private let misses: [MissReason: Counter]
    private let exactSeconds: Timer
    private let semanticSeconds: Timer
    private let missSeconds: Timer
    private let hitsSinceStart = Atomic<Int64>(0)
    private let missesSinceStart = Atomic<Int64>(0)

    init(factory: any MetricsFactory) {
        func counter(_ name: String, _ dimensions: [(String, String)] = []) -> Counter {
            Counter(label: "modelcache_\(name)_total", dimensions: dimensions, factory: factory)
        }
        func timer(_ result: String) -> Timer {
            Timer(
                label: "modelcache_lookup_seconds", dimensions: [("result", result)], factory: factory)
        }
        inserts = counter("inserts")
        removals = counter("removals")
        storeFailures = counter("store_failures")
        exactHits = counter("hits", [("tier", "exact")])
        semanticHits = counter("hits", [("tier", "semantic")])
        misses = Dictionary(
            uniqueKeysWithValues: MissReason.allCases.map { reason in
                (reason, counter("misses", [("reason", reason.rawValue)]))
            })
        exactSeconds = timer("exact")
        semanticSeconds = timer("semantic")
        missSeconds = timer("miss")
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
