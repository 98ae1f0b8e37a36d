import Foundation

/// What this process has used.
enum ProcessResources {
    /// Processor time of all threads.
    static var cpuSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    static func cpuSeconds(of body: () -> Void) -> Double {
        let start = cpuSeconds
        body()
        return cpuSeconds - start
    }

    /// Memory that is not a file's (Linux).
    static var anonymousBytes: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon") }
        let kilobytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
        return Int(kilobytes ?? "0")! * 1024
    }
}
