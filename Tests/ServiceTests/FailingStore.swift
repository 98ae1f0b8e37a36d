import CacheCore
import Synchronization

/// A store in memory that can be made to fail at everything.
final class FailingStore: EntryStore {
    private let store = MapEntryStore()
    private let failure = Mutex<StoreError?>(nil)

    /// Makes every later call fail, or work again.
    func fail(with error: StoreError?) {
        failure.withLock { $0 = error }
    }

    private func checkFailure() throws(StoreError) {
        if let error = failure.withLock({ $0 }) { throw error }
    }

    func attach(
        _ observer: any CommitObserver, visit: @escaping @Sendable (EntryKey) -> Void
    ) async throws(StoreError) {
        try checkFailure()
        try await store.attach(observer, visit: visit)
    }

    func insert(
        _ entries: [NewEntry], mode: WriteMode, at time: Timestamp
    ) async throws(StoreError) -> [InsertOutcome] {
        try checkFailure()
        return try await store.insert(entries, mode: mode, at: time)
    }

    func entries(_ ids: [EntryID]) async throws(StoreError) -> [CacheEntry] {
        try checkFailure()
        return try await store.entries(ids)
    }

    func entries(tenant: Tenant?, after: EntryID, limit: Int) async throws(StoreError) -> [CacheEntry] {
        try checkFailure()
        return try await store.entries(tenant: tenant, after: after, limit: limit)
    }

    func forEachVector(
        of fingerprint: EmbeddingFingerprint, tenant: Tenant?,
        visit: @escaping @Sendable (_ tenant: Tenant, _ vectors: [IndexedVector]) throws -> Void
    ) async throws(StoreError) {
        try checkFailure()
        try await store.forEachVector(of: fingerprint, tenant: tenant, visit: visit)
    }

    func embeddings(of ids: [EntryID]) async throws(StoreError) -> [EntryID: StoredEmbedding] {
        try checkFailure()
        return try await store.embeddings(of: ids)
    }

    func importCheckpoint(of source: Digest) async throws(StoreError) -> ImportCheckpoint? {
        try checkFailure()
        return try await store.importCheckpoint(of: source)
    }

    func saveImportCheckpoint(
        _ checkpoint: ImportCheckpoint, at time: Timestamp
    ) async throws(StoreError) {
        try checkFailure()
        try await store.saveImportCheckpoint(checkpoint, at: time)
    }

    func remove(_ ids: [EntryID], tenant: Tenant?) async throws(StoreError) -> Int {
        try checkFailure()
        return try await store.remove(ids, tenant: tenant)
    }

    func ids(matching filter: EntryFilter) async throws(StoreError) -> [EntryID] {
        try checkFailure()
        return try await store.ids(matching: filter)
    }

    func correct(_ id: EntryID, with entry: NewEntry, at time: Timestamp) async throws(StoreError) -> Bool {
        try checkFailure()
        return try await store.correct(id, with: entry, at: time)
    }

    func delete(
        _ ids: [EntryID], tenant: Tenant?, as deletion: DeletionID?, at time: Timestamp
    ) async throws(StoreError) -> DeletionOutcome {
        try checkFailure()
        return try await store.delete(ids, tenant: tenant, as: deletion, at: time)
    }

    func deletedEntries(
        _ selection: DeletedSelection, after: EntryID, limit: Int
    ) async throws(StoreError) -> [CacheEntry] {
        try checkFailure()
        return try await store.deletedEntries(selection, after: after, limit: limit)
    }

    func restore(_ entries: [RefiledEntry]) async throws(StoreError) -> RestoreOutcome {
        try checkFailure()
        return try await store.restore(entries)
    }

    func purge(deletedUpTo time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try checkFailure()
        return try await store.purge(deletedUpTo: time, limit: limit)
    }

    func removeAll(tenant: Tenant, keepingTenant: Bool) async throws(StoreError) {
        try checkFailure()
        try await store.removeAll(tenant: tenant, keepingTenant: keepingTenant)
    }

    func removeAll(user: String, tenant: Tenant?) async throws(StoreError) -> Int {
        try checkFailure()
        return try await store.removeAll(user: user, tenant: tenant)
    }

    func register(
        _ tenant: Tenant, filing: RulesFingerprint, at time: Timestamp
    ) async throws(StoreError) -> Bool {
        try checkFailure()
        return try await store.register(tenant, filing: filing, at: time)
    }

    func label(_ labels: [PairLabel]) async throws(StoreError) {
        try checkFailure()
        try await store.label(labels)
    }

    func labels(countingFrom start: Timestamp) async throws(StoreError) -> StoredLabels {
        try checkFailure()
        return try await store.labels(countingFrom: start)
    }

    func filing(of tenant: Tenant) async throws(StoreError) -> Filing? {
        try checkFailure()
        return try await store.filing(of: tenant)
    }

    func refile(
        _ entries: [RefiledEntry], of tenant: Tenant, noting filing: Filing
    ) async throws(StoreError) -> Int {
        try checkFailure()
        return try await store.refile(entries, of: tenant, noting: filing)
    }

    func embeddingCounts() async throws(StoreError) -> [EmbeddingCount] {
        try checkFailure()
        return try await store.embeddingCounts()
    }

    func entries(
        of tenant: Tenant, notEmbeddedBy fingerprint: EmbeddingFingerprint, limit: Int
    ) async throws(StoreError) -> [CacheEntry] {
        try checkFailure()
        return try await store.entries(of: tenant, notEmbeddedBy: fingerprint, limit: limit)
    }

    func replaceEmbeddings(
        _ embeddings: [EntryID: StoredEmbedding], of tenant: Tenant
    ) async throws(StoreError) -> Int {
        try checkFailure()
        return try await store.replaceEmbeddings(embeddings, of: tenant)
    }

    func migrationTarget() async throws(StoreError) -> EmbeddingFingerprint? {
        try checkFailure()
        return try await store.migrationTarget()
    }

    func setMigrationTarget(_ target: EmbeddingFingerprint?) async throws(StoreError) {
        try checkFailure()
        try await store.setMigrationTarget(target)
    }

    func tenants(after: Tenant?, limit: Int) async throws(StoreError) -> [TenantSummary] {
        try checkFailure()
        return try await store.tenants(after: after, limit: limit)
    }

    func append(_ drain: @escaping @Sendable () -> JournalBatch) async throws(StoreError) -> Int {
        try checkFailure()
        return try await store.append(drain)
    }

    func queryLog(tenant: Tenant?, limit: Int) async throws(StoreError) -> [QueryRecord] {
        try checkFailure()
        return try await store.queryLog(tenant: tenant, limit: limit)
    }

    func queryLog(_ page: QueryLogPage) async throws(StoreError) -> [NumberedRecord] {
        try checkFailure()
        return try await store.queryLog(page)
    }

    func findings(for scope: ReportScope) async throws(StoreError) -> ReportFindings {
        try checkFailure()
        return try await store.findings(for: scope)
    }

    func forEachRetention(visit: @escaping @Sendable ([EntryRetention]) -> Void) async throws(StoreError) {
        try checkFailure()
        try await store.forEachRetention(visit: visit)
    }

    func removeExpired(at time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try checkFailure()
        return try await store.removeExpired(at: time, limit: limit)
    }

    func saveEvictionState(_ state: [UInt8]) async throws(StoreError) {
        try checkFailure()
        try await store.saveEvictionState(state)
    }

    func evictionState() async throws(StoreError) -> [UInt8]? {
        try checkFailure()
        return try await store.evictionState()
    }

    func size() async throws(StoreError) -> StoreSize {
        try checkFailure()
        return try await store.size()
    }

    var queueDepth: Int { store.queueDepth }

    func close() async {
        await store.close()
    }
}
