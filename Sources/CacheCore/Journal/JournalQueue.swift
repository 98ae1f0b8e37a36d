/// What the journal has yet to write, bounded in rows and bytes.
///
/// Hit counts are added up by entry, so that they stay few; log rows beyond the bound are shed and counted,
/// because a full log must never slow a query.
struct JournalQueue {
    let maximumRecords: Int
    let maximumBytes: Int

    private(set) var shedCount = 0
    private var batch = JournalBatch()
    private var byteCount = 0

    init(maximumRecords: Int, maximumBytes: Int) {
        self.maximumRecords = maximumRecords
        self.maximumBytes = maximumBytes
    }

    var recordCount: Int { batch.records.count }

    var hasWork: Bool { !batch.isEmpty }

    /// Adds a row, or sheds it; whether it was kept.
    mutating func append(_ record: QueryRecord) -> Bool {
        let cost = record.cost
        guard batch.records.count < maximumRecords, byteCount + cost <= maximumBytes else {
            shedCount += 1
            return false
        }
        batch.records.append(record)
        byteCount += cost
        return true
    }

    /// Counts a hit. When as many entries as `maximumRecords` wait already, a further one is not counted.
    ///
    /// - Parameter isFresh: whether it extends an entry that slides.
    mutating func countHit(_ id: EntryID, tier: Tier, at time: Timestamp, isFresh: Bool) {
        let semanticCount: Int64 = tier == .semantic ? 1 : 0
        let fresh = isFresh ? time : nil
        if var hits = batch.hits[id] {
            hits.count += 1
            hits.semanticCount += semanticCount
            hits.last = max(hits.last, time)
            hits.lastFresh = [hits.lastFresh, fresh].compactMap { $0 }.max()
            batch.hits[id] = hits
        } else if batch.hits.count < maximumRecords {
            batch.hits[id] = JournalBatch.Hits(
                count: 1, semanticCount: semanticCount, last: time, lastFresh: fresh)
        }
    }

    /// Counts a lookup. When as many hours, tenants and outcomes as `maximumRecords` wait already, another is not counted.
    mutating func count(_ outcome: LookupOutcome, of tenant: Tenant, at time: Timestamp, seconds: Double) {
        let key = UsageKey(at: time, tenant: tenant, outcome: outcome)
        guard batch.usage[key] != nil || batch.usage.count < maximumRecords else { return }
        batch.usage[key, default: Usage()] += Usage(lookups: 1, seconds: seconds)
    }

    /// Adds what was learnt. When as many labels as `maximumRecords` wait already, a further one is not kept.
    mutating func append(_ label: PairLabel) {
        if batch.labels.count < maximumRecords { batch.labels.append(label) }
    }

    /// Takes everything.
    mutating func take() -> JournalBatch {
        defer {
            batch = JournalBatch()
            byteCount = 0
        }
        return batch
    }

    /// Forgets what waits of a tenant.
    mutating func discard(_ tenant: Tenant) {
        discard { $0.tenant == tenant }
        batch.labels.removeAll { $0.tenant == tenant }
        batch.usage = batch.usage.filter { $0.key.tenant != tenant }
    }

    /// Forgets rows that must not reach the log any more.
    mutating func discard(where isDiscarded: (QueryRecord) -> Bool) {
        batch.records.removeAll(where: isDiscarded)
        byteCount = batch.records.reduce(0) { $0 + $1.cost }
    }
}
