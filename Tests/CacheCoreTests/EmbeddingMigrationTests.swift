import CacheCore
import Logging
import Synchronization
import TestSupport
import Testing

@Suite("A migration to another embedding model")
struct EmbeddingMigrationTests {
    private let store = MapEntryStore()

    private func open(
        _ embedder: (any Embedder)?, mode: CacheMode = .semantic, tenants: [Tenant: CacheMode] = [:],
        resumes: Bool = true, log: WarningLines = WarningLines()
    ) async throws -> SemanticCache {
        var policy = CachePolicy(standard: TenantPolicy(mode: mode, threshold: 0.9))
        policy.tenants = tenants.mapValues { TenantPolicy(mode: $0, threshold: 0.9) }
        var options = SemanticCache.Options()
        options.refilesEntries = resumes
        return try await SemanticCache(
            store: store, policy: policy, embedder: embedder, index: embedder == nil ? nil : BruteForceIndex(),
            options: options, logger: Logger(label: "test") { _ in log })
    }

    private func fill(_ cache: SemanticCache, count: Int, tenant: Tenant = "t") async throws {
        try await cache.insert(
            (0..<count).map {
                Answered(CacheRequest(tenant: tenant, prompt: "how much is number\($0)"), answer: "\($0)")
            })
    }

    private func tier(_ cache: SemanticCache, _ prompt: String, tenant: Tenant = "t") async -> Tier? {
        if case .hit(let hit) = await cache.lookup(CacheRequest(tenant: tenant, prompt: prompt)) {
            hit.tier
        } else {
            nil
        }
    }

    @Test("makes entries of another model findable by meaning; identical requests hit all the while")
    func otherModel() async throws {
        try await fill(try await open(FakeEmbedder(fingerprint: "old")), count: 150)
        let cache = try await open(FakeEmbedder(fingerprint: "new", dimensions: 64))
        #expect(await tier(cache, "number7 how much is") == nil)
        #expect(await tier(cache, "how much is number7") == .exact)
        #expect(try await cache.migrationProgress().pending == 150)
        try await cache.startMigration()
        #expect(await tier(cache, "how much is number7") == .exact)
        await cache.finishMigration()
        #expect(await tier(cache, "number7 how much is") == .semantic)
        let progress = try await cache.migrationProgress()
        #expect((progress.isRunning, progress.embedded, progress.pending) == (false, 150, 0))
        #expect(progress.problem == nil)
        #expect(try await store.migrationTarget() == nil)
        let statistics = try await cache.statistics()
        #expect(statistics.embeddings.map(\.fingerprint?.rawValue) == ["new"])
        #expect(statistics.embeddings.map(\.entryCount) == [150])
    }

    @Test("embeds entries that were stored while nothing was embedded, of the tenants that need it")
    func bareEntries() async throws {
        let exact = try await open(nil, mode: .exact)
        try await fill(exact, count: 40)
        try await fill(exact, count: 5, tenant: "other")
        let cache = try await open(FakeEmbedder(), tenants: ["other": .exact])
        #expect(try await cache.migrationProgress().pending == 40)
        try await cache.startMigration()
        await cache.finishMigration()
        #expect(await tier(cache, "number7 how much is") == .semantic)
        let counts = Set(try await store.embeddingCounts().map { [$0.tenant.name, $0.fingerprint?.rawValue ?? "-"] })
        #expect(counts == [["t", "fake-1"], ["other", "-"]])
    }

    @Test("gives each text to a model once, also one that the model cannot read")
    func unreadable() async throws {
        let cache = try await open(FakeEmbedder(fingerprint: "old"))
        try await cache.insert(CacheRequest(tenant: "t", prompt: "?what ?is ?this"), answer: "x")
        #expect(try await cache.migrationProgress().pending == 0)
        let again = try await open(FakeEmbedder(fingerprint: "new"))
        try await again.startMigration()
        await again.finishMigration()
        let progress = try await again.migrationProgress()
        #expect((progress.embedded, progress.pending) == (1, 0))
        #expect(await tier(again, "?what ?is ?this ?then") == nil)
    }

    @Test("goes on where it was stopped, when the cache is opened again with the same model")
    func resumes() async throws {
        try await fill(try await open(FakeEmbedder(fingerprint: "old")), count: 500)
        let first = CountingEmbedder(fingerprint: "new")
        let interrupted = try await open(first)
        try await interrupted.startMigration()
        while first.textCount < 64 { try await Task.sleep(for: .milliseconds(1)) }
        // The cache is let go without being closed, as by a process that ends.
        interrupted.stopMigration()
        await interrupted.finishMigration()
        let left = try await interrupted.migrationProgress().pending
        #expect((1..<500).contains(left))
        let second = CountingEmbedder(fingerprint: "new")
        let cache = try await open(second)
        await cache.finishMigration()
        #expect(try await cache.migrationProgress().pending == 0)
        #expect(second.textCount == left)
    }

    @Test("is not taken up by a process that does not know all settings, nor with a third model")
    func notResumed() async throws {
        try await fill(try await open(FakeEmbedder(fingerprint: "old")), count: 3)
        try await store.setMigrationTarget(EmbeddingFingerprint(rawValue: "new"))
        for cache in [
            try await open(FakeEmbedder(fingerprint: "new"), resumes: false),
            try await open(FakeEmbedder(fingerprint: "third")),
        ] {
            await cache.finishMigration()
            #expect(try await cache.migrationProgress().pending == 3)
        }
    }

    @Test("waits for a model that fails and says so, then finishes; a failing store ends it with the reason")
    func failures() async throws {
        try await fill(try await open(FakeEmbedder(fingerprint: "old")), count: 3)
        let embedder = FakeEmbedder(fingerprint: "new")
        embedder.fail(with: .failed("no memory"))
        let cache = try await open(embedder)
        try await cache.startMigration()
        while try await cache.migrationProgress().problem == nil { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await cache.migrationProgress().isRunning)
        embedder.fail(with: nil)
        await cache.finishMigration()
        #expect(try await cache.migrationProgress().problem == nil)
        #expect(try await cache.migrationProgress().pending == 0)
    }

    @Test("a cache on entries of another model says once how many, whose, and what to do")
    func warning() async throws {
        try await fill(try await open(nil, mode: .exact), count: 2)
        try await fill(try await open(FakeEmbedder(fingerprint: "old")), count: 5, tenant: "u")
        let log = WarningLines()
        _ = try await open(FakeEmbedder(fingerprint: "new"), log: log)
        let warnings = log.all
        #expect(warnings.count == 1)
        let warning = try #require(warnings.first)
        for part in ["7 stored entries", "modelcache model migrate", "none (2), old (5)", "new"] {
            #expect(warning.contains(part), "\(warning)")
        }
        let silent = WarningLines()
        _ = try await open(FakeEmbedder(fingerprint: "new"), tenants: ["t": .exact, "u": .exact], log: silent)
        #expect(silent.all.isEmpty)
    }

    @Test("without an embedder there is nothing to migrate to")
    func withoutEmbedder() async throws {
        let cache = try await open(nil, mode: .exact)
        let progress = try await cache.startMigration()
        #expect(progress.fingerprint == nil && !progress.isRunning && progress.pending == 0)
    }
}

/// Counts the texts that it is given in the background.
private final class CountingEmbedder: Embedder {
    private let embedder: FakeEmbedder
    private let count = Mutex(0)

    init(fingerprint: String) { embedder = FakeEmbedder(fingerprint: fingerprint) }

    var fingerprint: EmbeddingFingerprint { embedder.fingerprint }
    var dimensions: Int { embedder.dimensions }
    var textCount: Int { count.withLock { $0 } }

    func embed(_ texts: [String], for tenant: Tenant) async throws(EmbedderError) -> [Embedding] {
        try await embedder.embed(texts, for: tenant)
    }

    func embedInBackground(_ texts: [String], for tenant: Tenant) async throws(EmbedderError) -> [Embedding] {
        count.withLock { $0 += texts.count }
        return try await embedder.embed(texts, for: tenant)
    }
}

/// Keeps the warnings of a logger.
private final class WarningLines: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .warning }
        set {}
    }

    func log(event: LogEvent) {
        lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
    }
}
