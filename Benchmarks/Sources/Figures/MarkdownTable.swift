import Foundation

/// A table of Markdown under a heading.
public func markdownTable(_ title: String, _ columns: [String], _ rows: [[String]]) -> String {
    let lines = [columns, columns.map { _ in "---" }] + rows
    return "#### \(title)\n\n" + lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
}

extension Double {
    /// 12,345
    public var whole: String { rounded().formatted(.number.locale(Locale(identifier: "en_US"))) }
    /// 12.3 %
    public var percent: String { String(format: "%.1f %%", self * 100) }
    /// 12.3
    public var oneDigit: String { String(format: "%.1f", self) }
    /// 12.3 ×
    public var times: String { oneDigit + " ×" }
    /// 12.3 MB of a number of bytes
    public var megabytes: String { String(format: "%.1f MB", self / 1e6) }
}
