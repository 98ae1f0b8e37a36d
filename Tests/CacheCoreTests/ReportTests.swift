import CacheCore
import TestSupport
import Testing

@Suite("A report")
struct ReportTests {
    private static let noon: Timestamp = Timestamp(milliseconds: 1_700_000_000_000).startOfHour
    private static let hour: Int64 = 3_600_000

    private static func row(
        hours: Int64, _ outcome: LookupOutcome, of tenant: Tenant? = "a", lookups: Int64, seconds: Double = 0
    ) -> UsageRow {
        let time = Timestamp(milliseconds: noon.rawValue + hours * hour)
        return UsageRow(
            UsageKey(at: time, tenant: tenant, outcome: outcome), Usage(lookups: lookups, seconds: seconds))
    }

    private static func report(hours: Int64, _ rows: [UsageRow], latency: Double? = nil) -> Report {
        Report(
            tenant: nil, from: noon, until: Timestamp(milliseconds: noon.rawValue + hours * hour),
            findings: ReportFindings(usage: rows, entryCount: 4, servedEntryCount: 1, modelLatency: latency))
    }

    @Test("shows the hours of a short time, and every one of them")
    func hours() {
        let report = Self.report(
            hours: 4,
            [
                Self.row(hours: 1, .hit(.exact), lookups: 3), Self.row(hours: 1, .miss(.vetoed), of: "b", lookups: 1),
                Self.row(hours: 3, .hit(.semantic), lookups: 2),
            ])
        #expect(report.intervals.map(\.totals.lookups) == [0, 4, 0, 2])
        #expect(report.intervals.map(\.totals.hitRate) == [nil, 0.75, nil, 1])
        #expect(report.intervals.map(\.start.rawValue).first == Self.noon.rawValue)
    }

    @Test("shows days of a longer time, and loses nothing at their borders")
    func days() {
        let rows = (0..<Int64(24 * 9)).map { Self.row(hours: $0, .hit(.exact), lookups: 1) }
        let report = Self.report(hours: 24 * 9, rows)
        #expect(report.intervals.count == 10)
        #expect(report.intervals.reduce(0) { $0 + $1.totals.lookups } == 24 * 9)
        #expect(report.intervals[1].totals.lookups == 24)
    }

    @Test("sums up by tenant, and by reason")
    func tenants() {
        let report = Self.report(
            hours: 1,
            [
                Self.row(hours: 0, .hit(.exact), of: "a", lookups: 1),
                Self.row(hours: 0, .miss(.noEntry), of: nil, lookups: 5),
                Self.row(hours: 0, .miss(.vetoed), of: "b", lookups: 2),
                Self.row(hours: 0, .miss(.noEntry), of: "b", lookups: 1),
            ])
        #expect(report.tenants.map(\.tenant) == [nil, "b", "a"])
        #expect(report.totals.missReasons == [.noEntry: 6, .vetoed: 2])
        #expect(report.neverServedShare == 0.75)
    }

    @Test("tells how much sooner answers came")
    func speedUp() throws {
        // 75 hits of 10 ms and 25 misses of 20 ms, with a model that takes two seconds: 200 s against 51.25 s.
        let rows = [
            Self.row(hours: 0, .hit(.semantic), lookups: 75, seconds: 0.75),
            Self.row(hours: 0, .miss(.noEntry), lookups: 25, seconds: 0.5),
        ]
        let speedUp = try #require(Self.report(hours: 1, rows, latency: 2).speedUp)
        #expect(abs(speedUp - 200 / 51.25) < 1e-9)
        #expect(Self.report(hours: 1, rows).speedUp == nil)
        #expect(Self.report(hours: 1, [], latency: 2).speedUp == nil)
    }

    @Test("estimates a token for four bytes where nobody has counted")
    func tokens() {
        let measured = Savings(
            hits: 3, cost: AnswerCost(promptTokens: 5, completionTokens: 7, latency: 0.5), promptBytes: 400,
            answerBytes: 400)
        #expect(measured == Savings(promptTokens: 15, completionTokens: 21, estimatedTokens: 0, modelSeconds: 1.5))
        let estimated = Savings(hits: 2, cost: AnswerCost(completionTokens: 7), promptBytes: 400, answerBytes: 0)
        #expect(estimated == Savings(promptTokens: 200, completionTokens: 14, estimatedTokens: 200))
    }

    @Test("counts lookups that the query log had no room for")
    func shedding() async throws {
        var options = SemanticCache.Options()
        options.journal.isEnabled = false
        let cache = try await SemanticCache(store: MapEntryStore(), options: options)
        let request = CacheRequest(tenant: "a", messages: [.user("p")])
        try await cache.insert([Answered(request, answer: "x", cost: AnswerCost(promptTokens: 3, completionTokens: 4))])
        _ = await cache.lookup(request)
        _ = await cache.lookup(request)
        _ = await cache.lookup(CacheRequest(tenant: "a", messages: [.user("q")]))
        _ = await cache.lookup(CacheRequest(tenant: "nobody", messages: [.user("q")]))
        let now = Timestamp.now
        let scope = ReportScope(
            from: Timestamp(milliseconds: now.rawValue - Self.hour),
            until: Timestamp(milliseconds: now.rawValue + Self.hour))
        let report = try await cache.report(scope)
        #expect(report.totals.exactHits == 2)
        #expect(report.totals.missReasons == [.noEntry: 2])
        #expect(report.totals.savings.promptTokens == 6)
        #expect(Set(report.tenants.map(\.tenant)) == ["a", nil])
        #expect(try await cache.queryLog().isEmpty)
    }
}
