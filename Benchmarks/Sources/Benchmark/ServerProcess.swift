import Foundation
import LoadGenerator
import Synchronization

/// A benchmark server in a process of its own.
final class ServerProcess {
    let port: Int
    private let process: Process

    var identifier: Int32 { process.processIdentifier }

    struct DidNotStart: Error {}

    /// Starts a server and waits until it listens.
    init(data: String, _ arguments: [String] = []) throws {
        process = Self.process(["--data", data] + arguments)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let line = output.fileHandleForReading.availableData
        guard let port = Int(String(decoding: line, as: UTF8.self).trimmingCharacters(in: .newlines)) else {
            process.terminate()
            throw DidNotStart()
        }
        self.port = port
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    var usage: ProcessUsage {
        get throws { try ProcessUsage(of: identifier) }
    }

    /// Fills a store with sample chats.
    static func fill(data: String, count: Int, _ arguments: [String] = []) throws {
        let process = process(["--data", data, "--fill", "\(count)"] + arguments)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw DidNotStart() }
    }

    private static func process(_ arguments: [String]) -> Process {
        let process = Process()
        // Both programs are built into the same folder.
        process.executableURL = Bundle.main.executableURL?
            .deletingLastPathComponent().appending(path: "BenchmarkServer")
        process.arguments = arguments
        return process
    }
}
