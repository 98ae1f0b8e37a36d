import Foundation

/// What Redis alone takes for a `GET` of an answer: the floor for an exact hit, without HTTP, JSON or a check of the reply.
struct RedisFloor: Codable, Sendable {
    let getsPerSecond: Double
    /// Milliseconds.
    let p50: Double
    let p99: Double

    /// Where the package from PyPI has its load generator.
    static let program = "redisvl/redis-benchmark"

    struct Unreadable: Error, CustomStringConvertible {
        let output: String
        var description: String { "redis-benchmark printed something else than its table: \(output)" }
    }

    /// - Parameter program: the tool that comes with Redis.
    static func measure(program: String, port: Int, connections: Int) throws -> RedisFloor {
        let process = Process()
        process.executableURL = URL(filePath: program)
        // An answer of our prompts has some 420 bytes; SET runs first, so that GET finds its keys.
        process.arguments = [
            "-p", "\(port)", "-t", "set,get", "-c", "\(connections)", "-n", "200000", "-r", "10000", "-d", "420",
            "--csv",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard let floor = RedisFloor(table: text) else { throw Unreadable(output: text) }
        return floor
    }

    /// Reads the line `"GET","rps","avg","min","p50","p95","p99","max"`.
    init?(table: String) {
        let line = table.split(separator: "\n").last { $0.hasPrefix("\"GET\"") }
        let numbers = line?.split(separator: ",").dropFirst().map { Double($0.replacing("\"", with: "")) } ?? []
        guard numbers.count == 7, let rate = numbers[0], let p50 = numbers[3], let p99 = numbers[5] else { return nil }
        (getsPerSecond, self.p50, self.p99) = (rate, p50, p99)
    }
}
