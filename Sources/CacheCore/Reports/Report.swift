/// What a cache has done for its users in some time: how often it answered, what that spared, and what is worth a look.
///
/// Counts come from hourly sums that the journal keeps (`Usage`), so they are whole even where the query log was shed or has
/// been forgotten; near misses come from the query log and reach back as far as that does.
public struct Report: Sendable {
    public let tenant: Tenant?
    public let from: Timestamp
    public let until: Timestamp
    public let findings: ReportFindings

    /// A part of the time, with what happened in it.
    public struct Interval: Sendable, Equatable {
        public let start: Timestamp
        public var totals = UsageTotals()
    }

    public init(tenant: Tenant?, from: Timestamp, until: Timestamp, findings: ReportFindings) {
        self.tenant = tenant
        self.from = from
        self.until = until
        self.findings = findings
    }

    public var totals: UsageTotals {
        UsageTotals(findings.usage)
    }

    /// By tenant, most lookups first; nil stands for all that the store does not know.
    public var tenants: [(tenant: Tenant?, totals: UsageTotals)] {
        Dictionary(grouping: findings.usage, by: \.key.tenant)
            .map { (tenant: $0, totals: UsageTotals($1)) }
            .sorted { ($1.totals.lookups, $0.tenant?.name ?? "") < ($0.totals.lookups, $1.tenant?.name ?? "") }
    }

    /// An hour up to three days, a day (UTC) for longer times; in milliseconds.
    public var intervalLength: Int64 {
        until.rawValue - from.rawValue <= 72 * Timestamp.hourMilliseconds
            ? Timestamp.hourMilliseconds : 24 * Timestamp.hourMilliseconds
    }

    /// The whole time in intervals without a gap, oldest first.
    public var intervals: [Interval] {
        let length = intervalLength
        let byStart = Dictionary(grouping: findings.usage) { $0.key.hour.floored(to: length) }
        let start = from.floored(to: length)
        return stride(from: start.rawValue, to: max(until.rawValue, start.rawValue + 1), by: Int(length)).map {
            let start = Timestamp(milliseconds: $0)
            return Interval(start: start, totals: UsageTotals(byStart[start] ?? []))
        }
    }

    /// How much sooner answers came than they had without a cache, on average: the model's time for every lookup, over the
    /// lookups' own time and the model's for every miss. Nil when no answer came with its model's time.
    public var speedUp: Double? {
        let totals = totals
        guard let latency = findings.modelLatency, totals.lookups > 0 else { return nil }
        let spent = totals.seconds + Double(totals.misses) * latency
        return spent > 0 ? Double(totals.lookups) * latency / spent : nil
    }

    /// The share of the entries that were never served; nil without entries.
    public var neverServedShare: Double? {
        findings.entryCount == 0
            ? nil : Double(findings.entryCount - findings.servedEntryCount) / Double(findings.entryCount)
    }
}

/// Sums over hours, tenants and outcomes.
public struct UsageTotals: Sendable, Equatable {
    public private(set) var exactHits: Int64 = 0
    public private(set) var semanticHits: Int64 = 0
    public private(set) var misses: Int64 = 0
    public private(set) var missReasons: [MissReason: Int64] = [:]
    public private(set) var savings = Savings()
    /// What all lookups took.
    public private(set) var seconds = 0.0
    /// What hits took.
    public private(set) var hitSeconds = 0.0

    public init() {}

    init(_ rows: [UsageRow]) {
        for row in rows {
            seconds += row.usage.seconds
            savings += row.usage.savings
            switch row.key.outcome {
            case .hit(.exact): exactHits += row.usage.lookups
            case .hit(.semantic): semanticHits += row.usage.lookups
            case .miss(let reason):
                misses += row.usage.lookups
                missReasons[reason, default: 0] += row.usage.lookups
            }
            if case .hit = row.key.outcome { hitSeconds += row.usage.seconds }
        }
    }

    public var hits: Int64 { exactHits + semanticHits }
    public var lookups: Int64 { hits + misses }
    /// Nil without lookups.
    public var hitRate: Double? { lookups == 0 ? nil : Double(hits) / Double(lookups) }
}

public struct UsageRow: Sendable, Equatable {
    public let key: UsageKey
    public let usage: Usage

    public init(_ key: UsageKey, _ usage: Usage) {
        self.key = key
        self.usage = usage
    }
}

/// What a report is asked about.
public struct ReportScope: Sendable {
    public let tenant: Tenant?
    /// From the hour of this moment on.
    public let from: Timestamp
    /// Before this moment.
    public let until: Timestamp
    /// How many entries and near misses are named.
    public let limit: Int

    public init(tenant: Tenant? = nil, from: Timestamp, until: Timestamp, limit: Int = 20) {
        self.tenant = tenant
        self.from = from
        self.until = until
        self.limit = limit
    }
}

/// What a store knows for a report.
public struct ReportFindings: Sendable {
    public let usage: [UsageRow]
    public let entryCount: Int
    /// Entries that were served at least once.
    public let servedEntryCount: Int
    /// Seconds that a model takes for an answer, on average over the entries that came with it.
    public let modelLatency: Double?
    /// Most served first.
    public let mostServed: [CacheEntry]
    public let nearMisses: [NearMiss]

    public init(
        usage: [UsageRow] = [], entryCount: Int = 0, servedEntryCount: Int = 0, modelLatency: Double? = nil,
        mostServed: [CacheEntry] = [], nearMisses: [NearMiss] = []
    ) {
        self.usage = usage
        self.entryCount = entryCount
        self.servedEntryCount = servedEntryCount
        self.modelLatency = modelLatency
        self.mostServed = mostServed
        self.nearMisses = nearMisses
    }
}

/// A prompt that came near to an entry and was not answered by it, highest score first.
public struct NearMiss: Sendable, Equatable {
    /// The latest lookup of this prompt with this outcome.
    public let record: QueryRecord
    /// The nearest entry's prompt, as `CacheRequest.keyText`; nil when it is gone.
    public let question: String?
    /// How often.
    public let count: Int

    public init(record: QueryRecord, question: String?, count: Int) {
        self.record = record
        self.question = question
        self.count = count
    }
}

extension SemanticCache {
    /// What the cache has done from `scope.from` to `scope.until`, with what waits in the journal.
    public func report(_ scope: ReportScope) async throws(CacheError) -> Report {
        await journal.flush()
        let findings = try await stored { () async throws(StoreError) in try await store.findings(for: scope) }
        return Report(tenant: scope.tenant, from: scope.from, until: scope.until, findings: findings)
    }

    /// Rows of the query log in the order in which they were written; give the last row's number to get the next page. It
    /// ends at `limit` rows or at some `CacheEntry.pageBytes` of text.
    public func queryLog(_ page: QueryLogPage) async throws(CacheError) -> [NumberedRecord] {
        try await stored { () async throws(StoreError) in try await store.queryLog(page) }
    }
}
