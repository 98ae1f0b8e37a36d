import Foundation

/// How far an import or export has come: a bar with the rate and the time left on a terminal, a plain line every
/// five seconds otherwise. On standard error.
struct TransferProgress {
    private static let width = 24
    private static let isTerminal = isatty(STDERR_FILENO) == 1

    private let title: String
    /// The place of the end; nil when that is not known.
    private let total: Int64?
    /// The place where this run began.
    private let start: Int64
    private let startedAt = ContinuousClock.now
    private var shownAt: ContinuousClock.Instant
    private var hasShown = false

    init(title: String, total: Int64?, start: Int64 = 0) {
        self.title = title
        self.total = total
        self.start = start
        shownAt = startedAt
    }

    /// - Parameters:
    ///   - place: where in the source it is.
    ///   - rows: how many this run has done.
    mutating func update(place: Int64, rows: Int) {
        let now = ContinuousClock.now
        guard now - shownAt > (Self.isTerminal ? .milliseconds(100) : .seconds(5)) else { return }
        shownAt = now
        show(place: place, rows: rows, now: now)
    }

    /// Ends the bar, if there is one.
    mutating func finish(place: Int64, rows: Int) {
        guard Self.isTerminal, hasShown else { return }
        show(place: place, rows: rows, now: .now)
        write("\n")
    }

    /// Makes room for another line.
    func clear() {
        if Self.isTerminal, hasShown { write("\r\u{1B}[K") }
    }

    private mutating func show(place: Int64, rows: Int, now: ContinuousClock.Instant) {
        hasShown = true
        let seconds = max((now - startedAt) / .seconds(1), 1e-6)
        var text = "\(rows) entries, \(Int(Double(rows) / seconds)) a second"
        if let total, total > start {
            let share = min(1, Double(place - start) / Double(total - start))
            if share > 0 { text += ", \(Int((seconds / share - seconds).rounded(.up))) s left" }
            if Self.isTerminal { text = bar(min(1, Double(place) / Double(total))) + text }
        }
        write(Self.isTerminal ? "\r\(title) \(text)\u{1B}[K" : "\(title): \(text)\n")
    }

    private func bar(_ share: Double) -> String {
        let filled = Int(share * Double(Self.width))
        return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
            + "] \(Int(share * 100)) %  "
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
