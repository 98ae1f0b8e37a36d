import Foundation
import LoadGenerator
import PromptMix

enum Filling {
    /// Fills a server's store through its API, a hundred entries in a request, each with its embedding.
    static func insert(_ entries: some RandomAccessCollection<CacheEntry>, into server: ServerProcess) async throws {
        // A part at a time, so that a million entries need not be in memory as requests.
        for part in batches(of: entries, size: 20_000) {
            let requests = batches(of: part, size: 100).map(CacheProtocol.bulkInsertion)
            _ = try await LoadFigures.measure(
                "fill", requests, on: server, connections: 4, for: .seconds(3_600), limit: requests.count)
        }
    }

    private static func batches<Entries: RandomAccessCollection>(
        of entries: Entries, size: Int
    ) -> [Entries.SubSequence] {
        stride(from: 0, to: entries.count, by: size).map { entries.dropFirst($0).prefix(size) }
    }

    /// Adds entries with vectors that are drawn about those in the data folder.
    static func importDrawn(_ entries: some Sequence<CacheEntry>, into data: String, modelcache: String) throws {
        let (stored, drawn) = (data + "/stored.jsonl", data + "/drawn.jsonl")
        defer { for path in [stored, drawn] { try? FileManager.default.removeItem(atPath: path) } }
        try run(modelcache, "export", stored, "--vectors", "--data", data)
        var drawing = try DrawnEntries(about: stored)
        try drawing.write(entries, to: drawn)
        try run(modelcache, "import", drawn, "--trust-vectors", "--data", data)
    }

    private static func run(_ program: String, _ arguments: String...) throws {
        let process = try Process.run(URL(filePath: program), arguments: arguments)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw FailedCommand(command: ([program] + arguments).joined(separator: " "))
        }
    }

    private struct FailedCommand: Error, CustomStringConvertible {
        let command: String
        var description: String { "This failed: \(command)" }
    }
}
