import Foundation

/// Where and with what figures were taken.
public struct Machine: Codable, Sendable {
    public let processor: String
    public let coreCount: Int
    public let kernel: String
    public let compiler: String
    public let revision: String
    public let date: String
    /// Programs that wanted to run, averaged over a minute; the benchmark itself brings it to about 2.
    public let loadBefore: Double
    public var loadAfter: Double = 0

    public init(revision: String, compiler: String) {
        self.revision = revision
        self.compiler = compiler
        processor = Self.field("model name", in: "/proc/cpuinfo") ?? "unknown"
        coreCount = ProcessInfo.processInfo.activeProcessorCount
        kernel = Self.line("/proc/sys/kernel/ostype") + " " + Self.line("/proc/sys/kernel/osrelease")
        date = Date().formatted(.iso8601.year().month().day())
        loadBefore = Self.load()
    }

    public static func load() -> Double {
        line("/proc/loadavg").split(separator: " ").first.flatMap { Double($0) } ?? .nan
    }

    private static func line(_ path: String) -> String {
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
    }

    private static func field(_ name: String, in path: String) -> String? {
        let line = Self.line(path).split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
    }
}
