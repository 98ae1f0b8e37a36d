import Foundation
import PromptMix

/// Entries whose vectors are drawn about those of entries that are stored already, for stores that are too large to embed
/// each question: unit vectors that have a cosine of some 0.9 with one of the real ones, as related questions have.
struct DrawnEntries {
    private let centres: [[Float]]
    private var random = SeededRandom(seed: 1)

    /// How far a vector lies from its centre.
    private static let noise: Float = 0.48

    /// - Parameter export: what `modelcache export --vectors` wrote.
    init(about export: String) throws {
        struct Line: Decodable {
            struct Embedding: Decodable { let vector: Data? }
            let embedding: Embedding?
        }
        let lines = try Data(contentsOf: URL(filePath: export)).split(separator: UInt8(ascii: "\n"))
        let vectors = try lines.compactMap { try JSONDecoder().decode(Line.self, from: $0).embedding?.vector }
        centres = vectors.map { bytes in bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) } }
        guard !centres.isEmpty else { throw CocoaError(.fileReadCorruptFile) }
    }

    /// Writes what `modelcache import --trust-vectors` reads.
    mutating func write(_ entries: some Sequence<CacheEntry>, to path: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        defer { try? file.close() }
        var buffer = Data()
        for entry in entries {
            let vector = draw().withUnsafeBytes { Data($0) }.base64EncodedString()
            buffer += CacheProtocol.importLine(entry, vector: vector).utf8
            guard buffer.count > 4 << 20 else { continue }
            try file.write(contentsOf: buffer)
            buffer.removeAll(keepingCapacity: true)
        }
        try file.write(contentsOf: buffer)
    }

    private mutating func draw() -> [Float] {
        let centre = centres.randomElement(using: &random)!
        let factor = Self.noise / Float(centre.count).squareRoot()
        var vector = centre.map { $0 + factor * normal() }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for index in vector.indices { vector[index] /= length }
        return vector
    }

    /// Nearly normal, of mean 0 and variance 1: the sum of four uniform numbers.
    private mutating func normal() -> Float {
        let bits = random.next()
        let sum = (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48)
        return (Float(sum) - 131_070) / 37_837
    }
}
