import Foundation

/// What a process has used so far, from `/proc` (Linux).
public struct ProcessUsage: Sendable {
    /// Seconds of processor time, in the program and in the kernel on its behalf.
    public let processorSeconds: Double
    public let residentBytes: Int

    public enum Failure: Error {
        case unreadable(String)
    }

    public init(of process: Int32) throws(Failure) {
        // Fields are counted after the name, which stands in parentheses and may hold spaces.
        let stat = try Self.fields("/proc/\(process)/stat", after: ")")
        let memory = try Self.fields("/proc/\(process)/statm", after: nil)
        guard stat.count > 12, let user = Double(stat[11]), let system = Double(stat[12]),
            memory.count > 1, let pages = Int(memory[1])
        else { throw .unreadable("/proc/\(process)") }
        processorSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        residentBytes = pages * sysconf(Int32(_SC_PAGESIZE))
    }

    /// Of a process and its children.
    public init(ofGroup process: Int32) throws(Failure) {
        let own = try ProcessUsage(of: process)
        let children = (try? Self.fields("/proc/\(process)/task/\(process)/children", after: nil)) ?? []
        let usages = [own] + children.compactMap { Int32($0) }.compactMap { try? ProcessUsage(of: $0) }
        processorSeconds = usages.reduce(0) { $0 + $1.processorSeconds }
        residentBytes = usages.reduce(0) { $0 + $1.residentBytes }
    }

    private static func fields(
        _ path: String, after mark: Character?
    ) throws(Failure) -> [Substring] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw .unreadable(path)
        }
        let rest = mark.flatMap { text.lastIndex(of: $0) }.map { text[text.index(after: $0)...] }
        return (rest ?? text[...]).split(whereSeparator: \.isWhitespace)
    }
}
