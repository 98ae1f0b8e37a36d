import Figures
import LoadGenerator

/// Tables of caches side by side.
struct SideBySideReport {
    static let ours = "ModelCache, e5-small (default)"
    static let oursWithMiniLM = "ModelCache, MiniLM, cosine 0.9"
    static let gptcache = "GPTCache 0.1.44, MiniLM"

    /// GPTCache's rate of semantic hits times this, and the share of its p50.
    private static let rateTarget = 10.0
    private static let latencyTarget = 1.0 / 8

    let result: SideBySide.Result

    var markdown: String {
        let parts = [result.machine.sentence, targets, puts] + SideBySide.Kind.allCases.map(table) + [redis]
        return parts.compactMap { $0 }.joined(separator: "\n\n") + "\n"
    }

    private var targets: String? {
        guard let rival = load(Self.gptcache, .reworded) else { return nil }
        let rows = [Self.oursWithMiniLM, Self.ours].flatMap { name -> [[String]] in
            guard let own = load(name, .reworded) else { return [] }
            let rate = own.requestsPerSecond / rival.requestsPerSecond
            let share = own.hitLatency.p50 / rival.hitLatency.p50
            return [
                [
                    "\(name): rate of reworded prompts beside GPTCache", "≥ 10 ×", rate.times,
                    rate >= Self.rateTarget ? "yes" : "**no**",
                ],
                [
                    "\(name): p50 of a semantic hit beside GPTCache", "≤ 1/8", "1/\((1 / share).oneDigit)",
                    share <= Self.latencyTarget ? "yes" : "**no**",
                ],
            ]
        }
        return markdownTable("Targets", ["Figure", "Target", "Measured", "Reached"], rows)
    }

    private var puts: String {
        markdownTable(
            "Inserts, one in a request, until there are \(Double(result.entryCount).whole)",
            ["Cache", "Puts/s", "CPU µs/request", "p50 µs", "p95", "p99", "p99.9", "Resident"],
            result.caches.map { figures in
                let cells = figures.puts.cells
                return [figures.cache] + cells.prefix(6) + cells.suffix(1)
            })
    }

    private func table(_ kind: SideBySide.Kind) -> String {
        let title =
            switch kind {
            case .exact: "A stored prompt, word by word"
            case .reworded: "A stored prompt in other words"
            case .trap: "A prompt that looks like a stored one and wants another answer; every answer is wrong"
            case .unknown: "A prompt that has nothing to do with any stored one; every answer is wrong"
            }
        return markdownTable(
            title, ["Cache"] + LoadFigures.columns,
            result.caches.compactMap { figures in figures.load(kind).map { [figures.cache] + $0.cells } })
    }

    private var redis: String? {
        result.redis.map { floor in
            """
            The floor for an exact hit: plain Redis answers \(floor.getsPerSecond.whole) `GET`s a second over 8 connections, p50 \
            \((floor.p50 * 1_000).whole) µs, p99 \((floor.p99 * 1_000).whole) µs (`redis-benchmark`, values of 420 bytes, no HTTP, no \
            JSON, replies not looked at).
            """
        }
    }

    private func load(_ name: String, _ kind: SideBySide.Kind) -> LoadFigures? {
        result.caches.first { $0.cache == name }?.load(kind)
    }
}
