import Foundation
import Glibc

/// The server's process, and the faults that it is to meet.
final class Server {
    struct DidNotStart: Error, CustomStringConvertible {
        let description: String
    }

    private let binary: String
    private let library: String
    private let folder: String
    private let mode: String
    private var process: Process?
    /// The same after every restart.
    private(set) var port = 0

    /// - Parameters:
    ///   - binary: the path of `modelcache`.
    ///   - library: the path of the library with the faults.
    init(binary: String, library: String, folder: String, mode: String) throws {
        self.binary = binary
        self.library = library
        self.folder = folder
        self.mode = mode
        try command(.none)
    }

    private var faultFile: String { folder + "/faults" }

    /// Writes what the preloaded library reads; over the file, which is mapped.
    func command(_ fault: FaultSchedule.Fault) throws {
        let words: [Int64] =
            switch fault {
            case .none: [0, 0, 0]
            case .diskFull: [1, 0, 0]
            case .slowDisk: [0, 150, 0]
            case .clockAhead: [0, 0, 3_600]
            case .clockBehind: [0, 0, -3_600]
            }
        let bytes = words.withUnsafeBytes { Array($0) }
        let file = open(faultFile, O_WRONLY | O_CREAT, 0o600)
        defer { close(file) }
        guard pwrite(file, bytes, bytes.count, 0) == bytes.count else {
            throw DidNotStart(description: "\(faultFile) cannot be written")
        }
    }

    /// Starts the server and waits until it serves. Returns how many seconds that took.
    @discardableResult
    func start() throws -> Double {
        let start = ContinuousClock.now
        let process = Process()
        process.executableURL = URL(filePath: binary)
        process.arguments = [
            "serve", "--port", "\(port)", "--data", folder + "/data", "--set", "cache.mode=\(mode)",
            "--set", "server.idle_timeout=10s", "--set", "log.level=error",
            // How long an answer may be served must not depend on what its question is about.
            "--set", "cache.volatile=served",
            // So that the log is full, and SQLite's caches of it, before memory is watched.
            "--set", "journal.rows=5000",
        ]
        process.environment = ProcessInfo.processInfo.environment
            .merging(["LD_PRELOAD": library, "FAULTS": faultFile]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        let log = folder + "/server.log"
        let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DidNotStart(description: "\(log) cannot be written") }
        process.standardError = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try process.run()
        self.process = process
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = line.split(separator: "\n").first?.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw DidNotStart(description: "the server did not start; \(log) says why")
        }
        self.port = port
        // What the server prints later is not of interest, but must be read.
        output.fileHandleForReading.readabilityHandler = { handle in _ = handle.availableData }
        return (ContinuousClock.now - start) / .seconds(1)
    }

    func kill() {
        guard let process else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        (process.standardOutput as? Pipe)?.fileHandleForReading.readabilityHandler = nil
        self.process = nil
    }

    /// Whether it ends by itself, and cleanly, when it is asked to.
    func stop() -> Bool {
        guard let process else { return false }
        process.terminate()
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 0
    }

    var isRunning: Bool { process?.isRunning ?? false }

    /// Megabytes in memory and open file descriptors; nil when it is gone.
    var resources: (megabytes: Double, descriptors: Int)? {
        guard let identifier = process?.processIdentifier,
            let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) }),
            let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd")
        else { return nil }
        return (kilobytes / 1_024, descriptors.count)
    }
}
