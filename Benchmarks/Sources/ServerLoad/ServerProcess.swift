import Foundation
import LoadGenerator

/// A server in a process of its own: the real `modelcache serve`, or a rival's.
final class ServerProcess {
    let port: Int
    /// Where the Redis listens that a server has started for itself, if it has.
    let redisPort: Int?
    private let process: Process

    var identifier: Int32 { process.processIdentifier }

    struct DidNotStart: Error, CustomStringConvertible {
        let command: String
        var description: String { "The server did not start: \(command)" }
    }

    /// Starts a program and waits for the line in which it says where it listens: the last number of a line with an
    /// address of this machine.
    init(_ program: String, _ arguments: [String]) throws {
        process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        // Every miss of a prompt about what changes is a line in the log.
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        var port: Int?
        while port == nil {
            let part = output.fileHandleForReading.availableData
            guard !part.isEmpty else { break }
            text += String(decoding: part, as: UTF8.self)
            port = Self.port(in: text)
        }
        guard let port else {
            process.terminate()
            throw DidNotStart(command: ([program] + arguments).joined(separator: " "))
        }
        self.port = port
        redisPort = text.firstMatch(of: /redis (\d+)\n/).flatMap { Int($0.output.1) }
        // What the server prints later must not fill the pipe.
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    /// `modelcache serve` on a port of its own choice.
    static func modelcache(_ program: String, data: String, settings: [String] = []) throws -> ServerProcess {
        let settings = ["log.level=warning"] + settings
        return try ServerProcess(
            program, ["serve", "--port", "0", "--data", data] + settings.flatMap { ["--set", $0] })
    }

    static func port(in text: String) -> Int? {
        text.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)\n/).flatMap { Int($0.output.1) }
    }

    /// Ends the server, by force when it has not ended by itself after a while: the measurement is over.
    func stop() {
        process.terminate()
        for _ in 0..<200 where process.isRunning { usleep(50_000) }
        if process.isRunning { kill(identifier, SIGKILL) }
    }

    /// With the processes that the server has started.
    var usage: ProcessUsage {
        get throws { try ProcessUsage(ofGroup: identifier) }
    }
}
