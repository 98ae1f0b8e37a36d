extension MapEntryStore {
    public func queryLog(_ page: QueryLogPage) async throws(StoreError) -> [NumberedRecord] {
        try change { state in
            state.numberedLog.filter { number, record in
                number > page.after && (page.tenant == nil || record.tenant == page.tenant)
                    && (page.from.map { record.time >= $0 } ?? true)
            }
            .prefix(page.limit).map { number, record in
                NumberedRecord(number: number, record: record, question: state.question(of: record.entry))
            }
        }
    }

    public func findings(for scope: ReportScope) async throws(StoreError) -> ReportFindings {
        try change { state in
            let entries = state.storedEntries.filter { scope.tenant == nil || $0.request.tenant == scope.tenant }
            let served = entries.filter { $0.hitCount > 0 }
            let latencies = entries.compactMap(\.cost.latency)
            let hours = scope.from.startOfHour..<max(scope.until, scope.from.startOfHour)
            return ReportFindings(
                usage: state.usage.map { UsageRow($0, $1) }.filter {
                    hours.contains($0.key.hour) && (scope.tenant == nil || $0.key.tenant == scope.tenant)
                },
                entryCount: entries.count, servedEntryCount: served.count,
                modelLatency: latencies.isEmpty ? nil : latencies.reduce(0, +) / Double(latencies.count),
                mostServed: Array(
                    served.sorted { ($1.hitCount, $0.id) < ($0.hitCount, $1.id) }.prefix(scope.limit)),
                nearMisses: state.nearMisses(in: scope))
        }
    }
}

extension MapEntryStore.State {
    fileprivate var numberedLog: [(number: Int64, record: QueryRecord)] {
        queryLog.enumerated().map { (forgottenRecords + Int64($0) + 1, $1) }
    }

    fileprivate var storedEntries: [CacheEntry] { entries.values.map(\.entry) }

    fileprivate func question(of id: EntryID?) -> String? {
        id.flatMap { entries[$0]?.entry.request.keyText }
    }

    fileprivate func nearMisses(in scope: ReportScope) -> [NearMiss] {
        struct Subject: Hashable {
            let tenant: Tenant
            let messages: [[String]]
            let match: String?
            let entry: EntryID
            let reason: MissReason?
        }
        let misses = queryLog.filter { record in
            record.tier == nil && record.entry != nil && record.score != nil && record.time >= scope.from
                && record.time < scope.until && (scope.tenant == nil || record.tenant == scope.tenant)
        }
        let bySubject = Dictionary(grouping: misses) { record in
            Subject(
                tenant: record.tenant, messages: record.messages.map { [$0.role, $0.content] }, match: record.match,
                entry: record.entry ?? EntryID(0), reason: record.missReason)
        }
        return bySubject.values.compactMap { records in
            records.last.map {
                NearMiss(record: $0, question: question(of: $0.entry), count: records.count)
            }
        }
        .sorted { $0.record.score ?? 0 > $1.record.score ?? 0 }.prefix(scope.limit).map { $0 }
    }
}

extension MapEntryStore.State {
    /// Lookups of tenants that nothing was written for are counted together.
    mutating func count(_ lookups: Usage, as key: UsageKey) {
        let tenant = key.tenant.flatMap { tenants[$0] == nil ? nil : $0 }
        usage[UsageKey(at: key.hour, tenant: tenant, outcome: key.outcome), default: Usage()] += lookups
    }

    mutating func countSavings(of hits: JournalBatch.Hits, on entry: CacheEntry) {
        let tiers = [(Tier.exact, hits.count - hits.semanticCount), (.semantic, hits.semanticCount)]
        for (tier, count) in tiers where count > 0 {
            let savings = Savings(
                hits: count, cost: entry.cost, promptBytes: entry.request.keyText.utf8.count,
                answerBytes: entry.answer.utf8.count)
            self.count(
                Usage(savings: savings), as: UsageKey(at: hits.last, tenant: entry.request.tenant, outcome: .hit(tier)))
        }
    }
}
