import CacheCore
import TestSupport
import Testing

@Suite("The analysis of walls")
struct WallAnalysisTests {
    private func findings(_ systems: [String], _ rules: PartitionRules = PartitionRules()) -> [WallAnalysis.Finding] {
        var analysis = WallAnalysis(
            policy: CachePolicy(standard: TenantPolicy(mode: .exact, threshold: 0.95, rules: rules)))
        for system in systems {
            analysis.add(CacheRequest(tenant: "t", messages: [.system(system), .user("a")]))
            analysis.add(CacheRequest(tenant: "t", messages: [.system(system), .user("b")]))
        }
        analysis.add(CacheRequest(tenant: "t", messages: [.user("a")]))
        return analysis.findings
    }

    @Test("names the mask that would bring partitions together, and how many")
    func proposals() {
        let dates = (1...9).map { "Today is 2026-01-0\($0)." }
        #expect(findings(dates).isEmpty)
        let finding = WallAnalysis.Finding(tenant: "t", mask: "dates", partitions: 9, remaining: 1)
        // A date is made of numbers too, but `dates` is named first.
        #expect(findings(dates, PartitionRules(system: .exact)).first == finding)
        #expect(findings(dates, PartitionRules(mask: TextMask(.emails))).first == finding)
        let mails = ["a@b.de", "c@d.de", "e@f.de"].map { "Today is 2026-01-01. Mail \($0)." }
        #expect(
            findings(dates + mails + ["Mail none."])
                == [WallAnalysis.Finding(tenant: "t", mask: "emails", partitions: 3, remaining: 1)])
        #expect(
            findings(["5 words", "6 words", "5 lines", "7 lines"])
                == [WallAnalysis.Finding(tenant: "t", mask: "numbers", partitions: 4, remaining: 2)])
    }

    @Test("has nothing to say where system prompts are no walls", arguments: [PartitionRules.System.ignore, .semantic])
    func noWalls(_ system: PartitionRules.System) {
        #expect(findings(["5 words", "6 words"], PartitionRules(system: system)).isEmpty)
    }

    @Test("goes through all entries of a cache")
    func cache() async throws {
        let cache = try await SemanticCache(store: MapEntryStore())
        for number in 0..<600 {
            let request = CacheRequest(tenant: "t", messages: [.system("\(number) words"), .user("a")])
            try await cache.insert(request, answer: "x")
        }
        let finding = WallAnalysis.Finding(tenant: "t", mask: "numbers", partitions: 600, remaining: 1)
        #expect(try await cache.walls() == [finding])
        #expect(try await cache.walls(tenant: "other").isEmpty)
    }
}
