import Foundation

/// A progress bar on standard error; silent where that is no terminal.
struct Progress {
    private let total: Int
    private let title: String
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let startedAt = ContinuousClock.now
    private var shownAt: ContinuousClock.Instant?

    init(total: Int, title: String) {
        self.total = total
        self.title = title
    }

    /// Redraws, at most ten times a second.
    mutating func update(_ done: Int) {
        let now = ContinuousClock.now
        guard isTerminal, shownAt.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
        shownAt = now
        draw(done, now: now)
    }

    mutating func finish() {
        guard isTerminal, shownAt != nil else { return }
        draw(total, now: .now)
        FileHandle.standardError.write(Data("\n".utf8))
    }

    private func draw(_ done: Int, now: ContinuousClock.Instant) {
        let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
        let width = 30
        let filled = Int(share * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        let elapsed = (now - startedAt) / .seconds(1)
        let left = share > 0 ? Int(elapsed / share - elapsed) : 0
        let line = "\r\(title) [\(bar)] \(Int(share * 100)) %  \(left) s left "
        FileHandle.standardError.write(Data(line.utf8))
    }
}
