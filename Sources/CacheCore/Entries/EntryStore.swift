/// Keeps entries, tenants and the query log.
///
/// - Writes are atomic: all of a call or nothing. When a call returns, its change is durable.
/// - Writes are totally ordered. After each commit, and before any of its callers hears of it, the store tells
///   its observer of the changes in their order, so that what is kept in memory never disagrees with the store.
/// - Ids are never used again.
/// - Names are compared byte for byte; every Unicode text, NUL included, comes back as it went in.
public protocol EntryStore: Sendable {
    /// Visits the key of every entry, then reports every later change to `observer`.
    /// Called once, before any other method.
    func attach(
        _ observer: any CommitObserver, visit: @escaping @Sendable (EntryKey) -> Void
    ) async throws(StoreError)

    /// Stores entries, creating their tenants where needed; one outcome for each, in their order.
    func insert(_ entries: [NewEntry], mode: WriteMode, at time: Timestamp)
        async throws(StoreError) -> [InsertOutcome]

    /// Those of the entries that are there, in any order, as they were at one moment.
    func entries(_ ids: [EntryID]) async throws(StoreError) -> [CacheEntry]

    /// Entries with ids above `after`, in the order of their ids; of one tenant or of all. Fewer than `limit` when
    /// they are the last, or when together they pass `CacheEntry.pageBytes`.
    func entries(tenant: Tenant?, after: EntryID, limit: Int) async throws(StoreError) -> [CacheEntry]

    /// Visits the stored vectors of one embedder, of one tenant or of all, in batches. When `visit` throws, the visit
    /// ends with `StoreError.failed`.
    func forEachVector(
        of fingerprint: EmbeddingFingerprint, tenant: Tenant?,
        visit: @escaping @Sendable (_ tenant: Tenant, _ vectors: [IndexedVector]) throws -> Void
    ) async throws(StoreError)

    /// The vectors of those of the entries that have one.
    func embeddings(of ids: [EntryID]) async throws(StoreError) -> [EntryID: StoredEmbedding]

    /// How far an import has come; nil for one that was never begun.
    func importCheckpoint(of source: Digest) async throws(StoreError) -> ImportCheckpoint?

    /// Keeps how far an import has come. Those that nobody went on with for a month are forgotten.
    func saveImportCheckpoint(_ checkpoint: ImportCheckpoint, at time: Timestamp) async throws(StoreError)

    /// The ids of entries that match, in their order.
    func ids(matching filter: EntryFilter) async throws(StoreError) -> [EntryID]

    /// Gives an entry that is still there another answer, lifetime and details; its request, its vector and the time at
    /// which it was made stay. False when it is gone.
    func correct(_ id: EntryID, with entry: NewEntry, at time: Timestamp) async throws(StoreError) -> Bool

    /// Deletes entries so that they can be restored: from then on no other method finds them. Where `tenant` is given only
    /// those that are its own; unknown and repeated ids count as nothing.
    ///
    /// - Parameter deletion: an earlier one that this one belongs to; nil for a new one.
    func delete(
        _ ids: [EntryID], tenant: Tenant?, as deletion: DeletionID?, at time: Timestamp
    ) async throws(StoreError) -> DeletionOutcome

    /// Deleted entries with ids above `after`, in the order of their ids; a page as in `entries(tenant:after:limit:)`.
    func deletedEntries(
        _ selection: DeletedSelection, after: EntryID, limit: Int
    ) async throws(StoreError) -> [CacheEntry]

    /// Brings deleted entries back under their ids, filed as is said of each. Those whose requests have been stored again
    /// meanwhile stay deleted; ids that are gone count as nothing.
    func restore(_ entries: [RefiledEntry]) async throws(StoreError) -> RestoreOutcome

    /// Removes for good some of what was deleted at `time` or before, and of what was left of tenants that were removed.
    ///
    /// - Parameter limit: how many entries, and rows of the query log, one call removes at most.
    /// - Returns: their number; 0 when nothing is left.
    func purge(deletedUpTo time: Timestamp, limit: Int) async throws(StoreError) -> Int

    /// Removes entries for good, deleted ones too; where `tenant` is given only those that are its own. The number
    /// removed. Unknown and repeated ids count as nothing.
    func remove(_ ids: [EntryID], tenant: Tenant?) async throws(StoreError) -> Int

    /// Removes the entries and the query log of a tenant for good, deleted entries too, and the tenant itself unless it is
    /// to be kept. They are out of reach when it returns, which takes no longer for many than for few; what is left of them
    /// goes with `purge`.
    func removeAll(tenant: Tenant, keepingTenant: Bool) async throws(StoreError)

    /// Removes the entries and the query log of a user for good, deleted entries too, in one tenant or in all; the number of
    /// entries.
    func removeAll(user: String, tenant: Tenant?) async throws(StoreError) -> Int

    /// Creates a tenant whose entries will be filed by certain rules; false when it was there already.
    func register(
        _ tenant: Tenant, filing: RulesFingerprint, at time: Timestamp
    ) async throws(StoreError) -> Bool

    /// By what rules a tenant's entries are filed; nil for a tenant that is not known.
    func filing(of tenant: Tenant) async throws(StoreError) -> Filing?

    /// Moves entries of a tenant to other partitions and notes how far that has come; the number of entries that
    /// changed. Entries that are gone are passed over.
    func refile(
        _ entries: [RefiledEntry], of tenant: Tenant, noting filing: Filing
    ) async throws(StoreError) -> Int

    /// How many entries each embedder was given, by tenant.
    func embeddingCounts() async throws(StoreError) -> [EmbeddingCount]

    /// Entries of a tenant that were never given to an embedder, in no certain order. Fewer than `limit` when they are
    /// the last, or when together they pass `CacheEntry.pageBytes`.
    func entries(
        of tenant: Tenant, notEmbeddedBy fingerprint: EmbeddingFingerprint, limit: Int
    ) async throws(StoreError) -> [CacheEntry]

    /// Gives entries of a tenant other embeddings; the number of entries that got one. Those that are gone are passed
    /// over.
    func replaceEmbeddings(
        _ embeddings: [EntryID: StoredEmbedding], of tenant: Tenant
    ) async throws(StoreError) -> Int

    /// The embedder that entries are being migrated to, so that a restart goes on; nil when none is.
    func migrationTarget() async throws(StoreError) -> EmbeddingFingerprint?

    func setMigrationTarget(_ target: EmbeddingFingerprint?) async throws(StoreError)

    /// Tenants with names above `after` (in the order of their bytes).
    func tenants(after: Tenant?, limit: Int) async throws(StoreError) -> [TenantSummary]

    /// Writes what `drain` returns to the query log and the hit counts. `drain` is called at the moment of
    /// writing, in the order of all other writes. The number of log rows written.
    func append(_ drain: @escaping @Sendable () -> JournalBatch) async throws(StoreError) -> Int

    /// Keeps labels; the newest about a pair counts, but what was learnt from answers overrules nothing that was said.
    func label(_ labels: [PairLabel]) async throws(StoreError)

    /// All labels, and the semantic hits (in shadow mode too) since `start` or since the query log begins, whichever is later.
    func labels(countingFrom start: Timestamp) async throws(StoreError) -> StoredLabels

    /// The newest rows of the query log first.
    func queryLog(tenant: Tenant?, limit: Int) async throws(StoreError) -> [QueryRecord]

    /// Rows of the query log in the order in which they were written.
    func queryLog(_ page: QueryLogPage) async throws(StoreError) -> [NumberedRecord]

    /// What is known for a report. Goes through all hit counts and the query log.
    func findings(for scope: ReportScope) async throws(StoreError) -> ReportFindings

    /// Visits what decides how long entries stay, in batches; of all entries.
    func forEachRetention(visit: @escaping @Sendable ([EntryRetention]) -> Void) async throws(StoreError)

    /// Removes entries whose `EntryLifetime.purgeTime` is `time` or before, the earliest first; the number removed.
    func removeExpired(at time: Timestamp, limit: Int) async throws(StoreError) -> Int

    /// Keeps the state of the eviction policies in place of an earlier one.
    func saveEvictionState(_ state: [UInt8]) async throws(StoreError)

    func evictionState() async throws(StoreError) -> [UInt8]?

    func size() async throws(StoreError) -> StoreSize

    /// Writes that wait for their turn.
    var queueDepth: Int { get }

    /// Finishes waiting writes and lets go of all files. Later calls throw `StoreError.closed`.
    func close() async
}

extension EntryStore {
    public func entry(_ id: EntryID) async throws(StoreError) -> CacheEntry? {
        try await entries([id]).first
    }
}

/// How much a store holds.
public struct StoreSize: Sendable, Equatable {
    public let entryCount: Int
    public let tenantCount: Int
    /// Entries that are deleted and can be restored.
    public let deletedCount: Int
    /// On disk; 0 for a store in memory.
    public let byteCount: Int64

    public init(entryCount: Int, tenantCount: Int, deletedCount: Int = 0, byteCount: Int64) {
        self.deletedCount = deletedCount
        self.entryCount = entryCount
        self.tenantCount = tenantCount
        self.byteCount = byteCount
    }
}

/// What a store has kept of a cache's experience.
public struct StoredLabels: Sendable {
    /// Oldest first.
    public let labels: [PairLabel]
    public let semanticHits: [Tenant: Int]
    /// Since when the hits were counted; nil when no hit was.
    public let countedFrom: Timestamp?

    public init(labels: [PairLabel], semanticHits: [Tenant: Int], countedFrom: Timestamp?) {
        self.labels = labels
        self.semanticHits = semanticHits
        self.countedFrom = countedFrom
    }
}

/// How many entries of a tenant an embedder was given.
public struct EmbeddingCount: Sendable, Equatable {
    public let tenant: Tenant
    /// Nil for entries that no embedder was given, as those stored in `exact` mode.
    public let fingerprint: EmbeddingFingerprint?
    public let entryCount: Int

    public init(tenant: Tenant, fingerprint: EmbeddingFingerprint?, entryCount: Int) {
        self.tenant = tenant
        self.fingerprint = fingerprint
        self.entryCount = entryCount
    }
}

/// Which deleted entries are meant.
public enum DeletedSelection: Sendable, Equatable {
    case ids([EntryID])
    case deletion(DeletionID)
    /// Those of a tenant, or all.
    case tenant(Tenant?)
}

/// A change that a store has made durable.
public enum CommittedChange: Sendable {
    indirect case inserted(EntryID, NewEntry, at: Timestamp)
    /// Deleted or removed.
    case removed([EntryKey])
    case removedAll(Tenant)
    case restored([RestoredEntry])
    /// Entries got another partition or embedding; only those that did change.
    case refiled([MovedEntry], Tenant)
    case labelled([PairLabel])
}

/// Hears of changes in the order of their commits, before their callers do.
public protocol CommitObserver: Sendable {
    func committed(_ changes: [CommittedChange])
}

/// Why a store did not do what it was asked to. All of these are the store's trouble, not the caller's
/// mistake; the texts are for an operator.
public enum StoreError: Error, Equatable {
    /// Too many writes are waiting.
    case busy
    /// No space is left.
    case full
    /// The files can be read but not written.
    case readOnly
    /// The store has been closed.
    case closed
    /// Anything else; what the engine says.
    case failed(String)
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .busy: "too many writes are waiting"
        case .full: "no space is left for the store"
        case .readOnly: "the store cannot be written to"
        case .closed: "the store is closed"
        case .failed(let reason): "the store failed: \(reason)"
        }
    }
}
