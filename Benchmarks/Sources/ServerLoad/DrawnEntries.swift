import Foundation
import PromptMix

/// Entries whose vectors are drawn about those of entries that are stored already.
struct DrawnEntries {
    private var vectors: DrawnVectors

    /// - Parameter export: what `modelcache export --vectors` wrote.
    init(about export: String) throws {
        struct Line: Decodable {
            struct Embedding: Decodable { let vector: Data? }
            let embedding: Embedding?
        }
        let lines = try Data(contentsOf: URL(filePath: export)).split(separator: UInt8(ascii: "\n"))
        let stored = try lines.compactMap { try JSONDecoder().decode(Line.self, from: $0).embedding?.vector }
        guard !stored.isEmpty else { throw CocoaError(.fileReadCorruptFile) }
        vectors = DrawnVectors(
            about: stored.map { bytes in bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) } }, seed: 1)
    }

    /// Writes what `modelcache import --trust-vectors` reads.
    mutating func write(_ entries: some Sequence<CacheEntry>, to path: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        defer { try? file.close() }
        var buffer = Data()
        for entry in entries {
            let vector = vectors.next().withUnsafeBytes { Data($0) }.base64EncodedString()
            buffer += CacheProtocol.importLine(entry, vector: vector).utf8
            guard buffer.count > 4 << 20 else { continue }
            try file.write(contentsOf: buffer)
            buffer.removeAll(keepingCapacity: true)
        }
        try file.write(contentsOf: buffer)
    }
}
