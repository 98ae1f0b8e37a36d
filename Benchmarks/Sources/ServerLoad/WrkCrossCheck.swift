import Foundation
import PromptMix

/// The exact hits once more by `wrk`, whose figures show whether our own load generator can be trusted.
///
/// It looks only at the mark of a hit, not at the answer, so that it has less to do.
struct WrkCrossCheck: Codable, Sendable {
    let connections: Int
    let requestsPerSecond: Double
    /// Microseconds.
    let p50: Double
    let p99: Double
    let wrongCount: Int

    /// Nil where `wrk` is not installed.
    ///
    /// - Parameter script: `wrk/exact-hits.lua`.
    static func run(
        _ questions: [CacheQuestion], script: String, port: Int, connections: Int, seconds: Double, folder: String
    ) throws -> WrkCrossCheck? {
        let bodies = folder + "/exact-hits.txt"
        let lines = questions.map(CacheProtocol.native.lookupBody).joined(separator: "\n")
        try lines.write(toFile: bodies, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "wrk", "-t1", "-c\(connections)", "-d\(max(1, Int(seconds)))s", "-s", script,
            "http://127.0.0.1:\(port)/api/v1/lookup",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(["BODIES": bodies]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? WrkCrossCheck(output: text, connections: connections) : nil
    }

    /// Reads the four lines that the script prints.
    init?(output: String, connections: Int) {
        func number(_ name: String) -> Double? {
            output.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap {
                Double($0.dropFirst(name.count + 1))
            }
        }
        guard let rate = number("rate"), let p50 = number("p50"), let p99 = number("p99"), let wrong = number("wrong")
        else {
            return nil
        }
        self.connections = connections
        requestsPerSecond = rate
        (self.p50, self.p99, wrongCount) = (p50, p99, Int(wrong))
    }
}
