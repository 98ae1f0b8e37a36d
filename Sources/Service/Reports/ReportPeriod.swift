import CacheCore

/// The time that a report is about, as users write it.
package struct ReportPeriod: Sendable, Equatable {
    package let from: Timestamp
    package let until: Timestamp

    /// How many entries and near misses are named when nothing is said.
    package static let entryCount = 20
    /// What is reported when nothing is said.
    package static let standard = "7d"
    package static let expectation = "must be a date, a time (2026-01-31T09:30:00Z), or a time ago like 12h or 7d"
    /// As many days as an answer can be drawn for.
    private static let longest: Int64 = 3_660 * 86_400_000

    package init<Failure: Error>(
        from fromText: String?, until untilText: String?, now: Timestamp,
        failure: (_ name: String, _ reason: String) -> Failure
    ) throws(Failure) {
        guard let until = untilText.map({ Self.moment($0, now: now) }) ?? now else {
            throw failure("until", Self.expectation)
        }
        guard let from = Self.moment(fromText ?? Self.standard, now: now) else {
            throw failure("from", Self.expectation)
        }
        guard from < until else { throw failure("from", "must be before until") }
        guard until.rawValue - from.rawValue <= Self.longest else {
            throw failure("from", "must be at most ten years before until")
        }
        (self.from, self.until) = (from, until)
    }

    /// Nil for a text that is no moment.
    package static func moment(_ text: String, now: Timestamp) -> Timestamp? {
        let units: [Character: Double] = ["m": 60, "h": 3_600, "d": 86_400]
        if let unit = text.last.flatMap({ units[$0] }), let amount = Double(text.dropLast()), 0...1e6 ~= amount {
            return Timestamp(milliseconds: now.rawValue - Int64(amount * unit * 1_000))
        }
        // A date is the beginning of its day.
        return Timestamp(iso8601: text) ?? Timestamp(iso8601: text + "T00:00:00Z")
    }
}
