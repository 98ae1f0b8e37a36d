import AsyncHTTPClient
import CanonicalJSON
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// A server of its own process, started from the built binary on a free port.
final class ServerProcess: Sendable {
    struct Failure: Error {
        let reason: String
    }

    /// Shared by all tests; does not try again when a server is gone.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    let port: Int
    private let process: Process
    private let output: Pipe

    /// The binary that was built beside the tests.
    static var binary: URL {
        Bundle.main.bundleURL.pathExtension == "xctest"
            ? Bundle.main.bundleURL.deletingLastPathComponent().appending(path: "modelcache")
            : Bundle.main.bundleURL.appending(path: "modelcache")
    }

    var address: String { "http://127.0.0.1:\(port)" }

    /// Starts the server and waits until it says that it serves.
    init(data: String, arguments: [String] = []) async throws {
        process = Process()
        output = Pipe()
        process.executableURL = Self.binary
        process.arguments = ["serve", "--port", "0", "--data", data] + arguments
        // Whether a model happens to be installed must not decide what these tests see.
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["MODELCACHE_EMBEDDING_FOLDER": data + "/models"]) { $1 }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        port = try await Self.announcedPort(output)
    }

    /// The first line of the output ends with the address.
    private static func announcedPort(_ output: Pipe) async throws -> Int {
        let line = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<String, any Error>) in
            Thread {
                var text = ""
                while !text.contains("\n") {
                    let data = output.fileHandleForReading.availableData
                    guard !data.isEmpty else {
                        continuation.resume(throwing: Failure(reason: "the server ended: \(text)"))
                        return
                    }
                    text += String(decoding: data, as: UTF8.self)
                }
                continuation.resume(returning: text.split(separator: "\n").first.map(String.init) ?? "")
            }.start()
        }
        guard let port = line.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw Failure(reason: "no address in '\(line)'")
        }
        return port
    }

    func kill() async {
        Foundation.kill(process.processIdentifier, SIGKILL)
        _ = await exitStatus()
    }

    func terminate() {
        process.terminate()
    }

    /// Waits for the end of the process.
    func exitStatus() async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread { [process] in
                process.waitUntilExit()
                continuation.resume(returning: process.terminationStatus)
            }.start()
        }
    }

    deinit {
        if process.isRunning {
            Foundation.kill(process.processIdentifier, SIGKILL)
        }
    }

    /// Posts JSON and returns the reply's JSON.
    @discardableResult
    func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        var request = HTTPClientRequest(url: address + path)
        request.method = .POST
        request.body = .bytes(ByteBuffer(bytes: body.encoded))
        let response = try await Self.client.execute(request, timeout: .seconds(120))
        let reply = try await response.body.collect(upTo: 64 << 20)
        return try JSONValue(parsing: Array(buffer: reply))
    }

    func insert(_ prompt: String, answer: String) async throws {
        let reply = try await post(
            "/api/v1/entries", ["tenant": "t", "match": .string(prompt), "answer": .string(answer)])
        guard reply["id"] != nil else { throw Failure(reason: "\(reply)") }
    }

    /// The stored answer; nil for a miss.
    func answer(to prompt: String) async throws -> String? {
        try await post("/api/v1/lookup", ["tenant": "t", "match": .string(prompt)])["answer"]?.stringValue
    }
}

/// Runs a program and returns its exit status and what it wrote.
func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
) async throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let noModels = ["MODELCACHE_EMBEDDING_FOLDER": NSTemporaryDirectory() + "modelcache-no-models"]
    process.environment = ProcessInfo.processInfo.environment.merging(noModels) { $1 }.merging(environment) { $1 }
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return await withCheckedContinuation { continuation in
        Thread {
            let written = output.fileHandleForReading.readDataToEndOfFile()
            let complaints = errors.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            continuation.resume(
                returning: (
                    process.terminationStatus, String(decoding: written, as: UTF8.self),
                    String(decoding: complaints, as: UTF8.self)
                ))
        }.start()
    }
}
