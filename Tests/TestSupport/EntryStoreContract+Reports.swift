import CacheCore
import Testing

extension EntryStoreContract {
    private static let day = ReportScope(
        from: Timestamp(milliseconds: time.rawValue - 86_400_000), until: Timestamp(milliseconds: later.rawValue + 1))

    func addsUpUsage(_ store: any EntryStore) async throws {
        let costly = NewEntry(
            request: CacheRequest(tenant: "a", messages: [.user("p")]), answer: "x",
            cost: AnswerCost(promptTokens: 10, completionTokens: 100, latency: 2))
        let id = try await insert(store, [costly, entry("a", "q", "1234567890123456")])[0]
        #expect(try await store.entry(id)?.cost == costly.cost)
        @Sendable func usage(_ tenant: Tenant, _ outcome: LookupOutcome) -> JournalBatch {
            JournalBatch(
                hits: outcome == .hit(.exact) ? [id: .init(count: 2, semanticCount: 0, last: Self.time)] : [:],
                usage: [UsageKey(at: Self.time, tenant: tenant, outcome: outcome): Usage(lookups: 2, seconds: 0.5)])
        }
        for _ in 0..<2 {
            _ = try await store.append { usage("a", .hit(.exact)) }
            _ = try await store.append { usage("a", .miss(.noEntry)) }
            _ = try await store.append { usage("made up", .miss(.noEntry)) }
            _ = try await store.append { usage("made up too", .miss(.noEntry)) }
        }
        let all = Report(
            tenant: nil, from: Self.day.from, until: Self.day.until, findings: try await store.findings(for: Self.day))
        #expect(all.totals.exactHits == 4)
        #expect(all.totals.misses == 12)
        #expect(all.totals.seconds == 4)
        #expect(all.totals.savings == Savings(promptTokens: 40, completionTokens: 400, modelSeconds: 8))
        #expect(all.tenants.map(\.tenant) == ["a", nil] || all.tenants.map(\.tenant) == [nil, "a"])
        #expect(all.findings.entryCount == 2)
        #expect(all.findings.servedEntryCount == 1)
        #expect(all.findings.modelLatency == 2)

        // Another answer that nobody said the cost of.
        try await insert(store, [entry("a", "p", "y")])
        #expect(try await store.entry(id)?.cost == AnswerCost())
        try await store.removeAll(tenant: "a", keepingTenant: true)
        let rest = try await store.findings(for: Self.day)
        #expect(rest.usage.map(\.key.tenant) == [nil])
        #expect(rest.entryCount == 0)
    }

    func namesWhatIsWorthALook(_ store: any EntryStore) async throws {
        let ids = try await insert(store, [entry("a", "1", "x"), entry("a", "2", "x"), entry("b", "3", "x")])
        func miss(_ prompt: String, _ tenant: Tenant, near id: EntryID, score: Float?) -> QueryRecord {
            QueryRecord(
                time: Self.time, tenant: tenant, messages: [.user(prompt)], missReason: .vetoed, entry: id,
                similarity: 0.9, score: score, guardName: "numbers")
        }
        let records = [
            miss("one", "a", near: ids[0], score: 0.5), miss("two", "a", near: ids[1], score: 0.75),
            miss("one", "a", near: ids[0], score: 0.5), miss("three", "b", near: ids[2], score: 0.9),
            miss("none", "a", near: ids[0], score: nil),
        ]
        _ = try await store.append {
            JournalBatch(
                records: records,
                hits: [ids[1]: .init(count: 1, last: Self.time), ids[2]: .init(count: 3, last: Self.time)])
        }
        let all = try await store.findings(for: Self.day)
        #expect(all.mostServed.map(\.id) == [ids[2], ids[1]])
        #expect(
            all.nearMisses == [
                NearMiss(record: records[3], question: "user###3", count: 1),
                NearMiss(record: records[1], question: "user###2", count: 1),
                NearMiss(record: records[0], question: "user###1", count: 2),
            ])
        let one = ReportScope(tenant: "a", from: Self.day.from, until: Self.day.until, limit: 1)
        let ofOne = try await store.findings(for: one)
        #expect(ofOne.mostServed.map(\.id) == [ids[1]])
        #expect(ofOne.nearMisses.map(\.record) == [records[1]])
        _ = try await store.remove([ids[2]], tenant: nil)
        #expect(try await store.findings(for: Self.day).nearMisses.first?.question == nil)
    }

    func pagesThroughTheQueryLog(_ store: any EntryStore) async throws {
        let id = try await insert(store, [entry("a", "stored", "x")])[0]
        let records = (0..<5).map { number in
            QueryRecord(
                time: number < 2 ? Self.time : Self.later, tenant: number == 3 ? "b" : "a",
                messages: [.user("\(number)")], tier: .exact, entry: id)
        }
        _ = try await store.append { JournalBatch(records: records) }
        let first = try await store.queryLog(QueryLogPage(limit: 2))
        #expect(first.map(\.record) == Array(records[..<2]))
        #expect(first.map(\.question) == ["user###stored", "user###stored"])
        let second = try await store.queryLog(QueryLogPage(after: try #require(first.last).number, limit: 9))
        #expect(second.map(\.record) == Array(records[2...]))
        let ofTenant = try await store.queryLog(QueryLogPage(tenant: "a", from: Self.later, limit: 9))
        #expect(ofTenant.map(\.record) == [records[2], records[4]])
    }
}
