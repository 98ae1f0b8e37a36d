import CacheCore
import CanonicalJSON
import Testing

@testable import Service

@Suite("Reports over HTTP")
struct ReportServiceTests {
    private static func service() async throws -> DescribedService {
        let service = try await DescribedService()
        let entry =
            #"{"tenant":"shop","match":"<script>?","answer":"Yes","usage":{"input_tokens":12,"output_tokens":30,"#
            + #""cache_read_input_tokens":0},"latency":1.5}"#
        #expect(try await service.send("insertEntries", body: entry).status == 201)
        for _ in 0..<3 { _ = try await service.send("lookup", body: #"{"tenant":"shop","match":"<script>?"}"#) }
        return service
    }

    @Test("tell what hits have spared")
    func savings() async throws {
        let service = try await Self.service()
        let report = try #require(try await service.send("readReport", target: "/api/v1/report?tenant=shop").body)
        #expect(report["exact_hits"] == 3)
        #expect(report["saved"]?["prompt_tokens"] == 36)
        #expect(report["saved"]?["completion_tokens"] == 90)
        #expect(report["saved"]?["estimated_tokens"] == 0)
        #expect(report["saved"]?["model_seconds"] == 4.5)
        #expect(try #require(report["speed_up"]?.doubleValue) > 1)
        #expect(report["most_served"]?.arrayValue?.first?["hit_count"] == 3)
    }

    @Test(
        "refuse what is no usage",
        arguments: [
            (#""usage":{"prompt_tokens":-1}"#, "/usage/prompt_tokens"), (#""usage":7"#, "/usage"),
            (#""usage":{"output_tokens":"many"}"#, "/usage/output_tokens"), (#""latency":-0.1"#, "/latency"),
            (#""latency":1e9"#, "/latency"),
        ])
    func badUsage(_ field: String, _ pointer: String) async throws {
        let service = try await DescribedService()
        let reply = try await service.send(
            "insertEntries", body: #"{"tenant":"t","match":"p","answer":"a","# + field + "}")
        #expect(reply.status == 422)
        #expect(reply.body?["pointer"]?.stringValue == pointer)
    }

    @Test("are one page that needs nothing else, with all text escaped")
    func page() async throws {
        let service = try await Self.service()
        let report = try #require(try await service.send("readReport", target: "/api/v1/report?walls=true").body)
        let page = ReportPage(report).text
        #expect(page.contains("&lt;script&gt;?"))
        #expect(!page.contains("<script"))
        #expect(!page.contains("http"))
        #expect(page.contains("<svg"))
        for tag in ["html", "body", "table", "tr", "td", "svg", "g", "p"] {
            let opened = page.ranges(of: "<\(tag)>").count + page.ranges(of: "<\(tag) ").count
            #expect(opened > 0, "\(tag)")
            #expect(opened == page.ranges(of: "</\(tag)>").count, "\(tag)")
        }
    }

    @Test(
        "are about the time that is asked for",
        arguments: [
            ("2026-01-31", 1_769_817_600_000), ("2026-01-31T09:30:00Z", 1_769_851_800_000),
            ("2026-01-31T09:30:00.250Z", 1_769_851_800_250), ("12h", 1_799_956_800_000), ("1.5d", 1_799_870_400_000),
            ("30m", 1_799_998_200_000), ("yesterday", nil), ("-1d", nil), ("d", nil), ("", nil), ("1e99d", nil),
            ("nand", nil),
        ] as [(String, Int64?)])
    func moments(_ text: String, _ milliseconds: Int64?) {
        let now = Timestamp(milliseconds: 1_800_000_000_000)
        #expect(ReportPeriod.moment(text, now: now)?.rawValue == milliseconds)
    }

    @Test(
        "group digits",
        arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")] as [(Int64, String)])
    func grouping(_ number: Int64, _ text: String) {
        #expect(ReportPage.grouped(number) == text)
    }
}
