import CacheCore
import CanonicalJSON
import Foundation
import Hummingbird
import Metrics
import Synchronization

/// Health and metrics, for load balancers and Prometheus.
struct OperationsRoutes: Sendable {
    let cache: SemanticCache
    let registry: PrometheusRegistry
    let readiness: Readiness

    func add(to router: Router<ServiceContext>) {
        router.get("/health/live") { _, _ in Response.json(["status": "live"]) }
        router.get("/health/ready") { _, _ in await ready() }
        router.get("/metrics") { _, _ in await metrics() }
    }

    /// Ready when the store answers and the server is not shutting down.
    private func ready() async -> Response {
        guard !readiness.isShuttingDown else {
            return .json(["status": "shutting down"], status: .serviceUnavailable)
        }
        do {
            _ = try await cache.entry(EntryID(0))
            return .json(["status": "ready"])
        } catch {
            return .json(
                ["status": "failing", "reason": .string(error.publicSentence)],
                status: .serviceUnavailable)
        }
    }

    private func metrics() async -> Response {
        gauge("modelcache_journal_queue", Double(cache.journal.depth))
        gauge("modelcache_entries", Double(cache.entryCount))
        gauge("modelcache_answer_memory_bytes", Double(cache.answerCacheBytes))
        gauge("modelcache_write_queue", Double(cache.writeQueueDepth))
        if let statistics = try? await cache.statistics() {
            gauge("modelcache_store_bytes", Double(statistics.store.byteCount))
            gauge("modelcache_tenants", Double(statistics.store.tenantCount))
            gauge("modelcache_entry_bytes", Double(statistics.eviction?.entryBytes ?? 0))
            gauge("modelcache_eviction_bytes", Double(statistics.eviction?.stateBytes ?? 0))
        }
        if let bytes = Self.residentBytes() {
            gauge("process_resident_memory_bytes", bytes)
        }
        return .text(
            registry.exposition(), contentType: "text/plain; version=0.0.4; charset=utf-8")
    }

    private func gauge(_ name: String, _ value: Double) {
        Meter(label: name, dimensions: [], factory: registry).set(value)
    }

    private static func residentBytes() -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}

/// Whether the server takes new work.
final class Readiness: Sendable {
    private let shuttingDown = Atomic<Bool>(false)

    var isShuttingDown: Bool { shuttingDown.load(ordering: .relaxed) }

    func shutDown() {
        shuttingDown.store(true, ordering: .relaxed)
    }
}

/// The HELP line of every metric.
public let metricDescriptions: [String: String] = [
    "modelcache_hits_total": "Lookups that were answered, by tier",
    "modelcache_misses_total": "Lookups that were not answered, by reason",
    "modelcache_lookup_seconds": "Time of a lookup in the pipeline, by result",
    "modelcache_inserts_total": "Entries stored or replaced",
    "modelcache_removals_total": "Entries removed",
    "modelcache_evictions_total": "Entries removed to make room for others",
    "modelcache_purges_total": "Deleted entries, and rows of removed tenants, that were removed for good",
    "modelcache_expirations_total": "Entries removed because they had expired",
    "modelcache_entry_bytes": "Bytes of all entries, as they count against the capacity",
    "modelcache_eviction_bytes": "Memory of the eviction policies",
    "modelcache_store_failures_total": "Operations that the store failed to do",
    "modelcache_journal_records_total": "Rows written to the query log",
    "modelcache_journal_shed_total": "Rows of the query log that were dropped",
    "modelcache_journal_queue": "Rows of the query log that wait to be written",
    "modelcache_write_queue": "Writes that wait for their transaction",
    "modelcache_entries": "Entries in the store",
    "modelcache_tenants": "Tenants in the store",
    "modelcache_store_bytes": "Size of the store on disk",
    "modelcache_answer_memory_bytes": "Answers kept in memory",
    "modelcache_http_requests_total": "HTTP requests, by route, method and status",
    "modelcache_http_request_seconds": "Time of an HTTP request, by route",
    "process_resident_memory_bytes": "Resident memory of the process",
]
