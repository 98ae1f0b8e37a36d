import Foundation

/// What a run came to.
struct SoakReport: Codable {
    let date: String
    let revision: String
    let mode: String
    let seconds: Int
    let killCount: Int
    let slowestStart: Double
    let stoppedCleanly: Bool
    let counts: Ledger.Counts
    let resources: ResourceTrend.Summary?

    var isCorrect: Bool {
        counts.violationCount == 0 && counts.surpriseCount == 0 && stoppedCleanly
            && resources.map { $0.isMemoryFlat && $0.areDescriptorsFlat } ?? true
    }

    func write(json path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let url = URL(filePath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try encoder.encode(self).write(to: url)
    }

    private static let beginning = "<!-- figures of the soak: written by `make soak` -->"
    private static let end = "<!-- end of the figures of the soak -->"

    /// Replaces what stands between the marks.
    func write(into path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let start = text.range(of: Self.beginning), let end = text.range(of: Self.end) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        let changed = text[..<start.upperBound] + "\n\n" + markdown + "\n" + text[end.lowerBound...]
        try String(changed).write(toFile: path, atomically: true, encoding: .utf8)
    }

    var markdown: String {
        var rows = [
            ("Acknowledged writes lost, removals undone, answers across tenants", "\(counts.violationCount)"),
            ("Failed requests that no fault explains", "\(counts.surpriseCount)"),
            (
                "Killed and started again",
                "\(killCount) times, serving after \(slowestStart.formatted(digits: 1)) s at most"
            ),
            ("Ended cleanly at SIGTERM", stoppedCleanly ? "yes" : "**no**"),
        ]
        if let resources {
            let minutes = resources.minutes.formatted(digits: 1)
            rows.append(
                (
                    "Resident memory over \(minutes) minutes without a restart",
                    "\(resources.megabytesAtStart.formatted(digits: 1)) to "
                        + "\(resources.megabytesAtEnd.formatted(digits: 1)) MB, "
                        + "\(resources.megabytesPerMinute.formatted(digits: 2)) MB a minute"
                ))
            rows.append(
                (
                    "Open file descriptors, fewest of the first and of the last quarter",
                    "\(resources.descriptorsAtStart), \(resources.descriptorsAtEnd)"
                ))
        }
        let requests = counts.requests.sorted { $0.key < $1.key }
        return """
            \(date), revision \(revision), \(seconds) seconds, \(mode) mode: \(isCorrect ? "passed" : "**failed**").

            | What | Result |
            | --- | --- |
            \(rows.map { "| \($0.0) | \($0.1) |" }.joined(separator: "\n"))

            | Requests | Count |
            | --- | --- |
            \(requests.map { "| \($0.key) | \($0.value) |" }.joined(separator: "\n"))

            """
    }
}

extension Double {
    fileprivate func formatted(digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
