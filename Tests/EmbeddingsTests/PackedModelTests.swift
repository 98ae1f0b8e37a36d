import Crypto
import Foundation
import Testing

@testable import Embeddings

@Suite struct PackedModelTests {
    @Test(arguments: WeightPrecision.allCases)
    func tellsWhatItWasMadeFrom(precision: WeightPrecision) throws {
        try withTinyModel { tiny in
            let model = try tiny.packed(precision)
            #expect(model.architecture == tiny.architecture)
            #expect(model.precision == precision)
            #expect(model.maximumLength == 12)
            #expect(model.sourceDigest == Array(try ModelSource.open(path: tiny.folder).digest()))
        }
    }

    @Test func everyArrayLiesWithinTheFileAndAfterTheOneBefore() throws {
        try withTinyModel { tiny in
            for precision in WeightPrecision.allCases {
                let layout = PackedLayout(tiny.architecture, precision: precision)
                var ranges = [layout.words, layout.wordScales, layout.positions]
                for layer in layout.layers {
                    for linear in [
                        layer.queryKeyValue, layer.attentionOutput, layer.intermediate, layer.output,
                    ] {
                        ranges += [linear.panels, linear.scales, linear.codeSums, linear.bias]
                    }
                    ranges += [layer.outputNormalization.scale, layer.outputNormalization.shift]
                }
                ranges = ranges.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
                #expect(ranges.allSatisfy { $0.lowerBound % 64 == 0 && $0.upperBound <= layout.byteCount })
                #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
            }
        }
    }

    @Test func aFailedConversionLeavesNothingBehind() throws {
        try withTinyModel { tiny in
            var source = try ModelSource.open(path: tiny.folder)
            source.tensors.tensors["encoder.layer.1.output.LayerNorm.bias"] = nil
            #expect(throws: ModelError.self) {
                try PackedModel.write(source, precision: .int8, to: tiny.path("packed"))
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: tiny.folder)
            #expect(!files.contains { $0.hasPrefix("packed") })
            #expect(throws: ModelError.self) {
                try PackedModel.write(source, precision: .int8, to: "/nonexistent/folder/packed")
            }
        }
    }

    /// Any changed, missing or added byte is found.
    @Test func detectsDamage() throws {
        try withTinyModel { tiny in
            _ = try tiny.packed(.int8)
            let sound = try tiny.bytes("packed")
            var random = SeededRandom(seed: 5)
            let positions =
                Array(0..<160) + (0..<200).map { _ in Int.random(in: 192..<sound.count, using: &random) }
            for position in positions {
                var bytes = sound
                bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try tiny.write("damaged", bytes)
                #expect(throws: ModelError.self, "byte \(position)") {
                    try PackedModel(path: tiny.path("damaged"))
                }
            }
            for length in [1, 7, 8, 12, 100, 191, 192, 193, sound.count - 1] {
                try tiny.write("damaged", Array(sound[..<length]))
                #expect(throws: ModelError.self) { try PackedModel(path: tiny.path("damaged")) }
            }
            try tiny.write("damaged", sound + [0])
            #expect(throws: ModelError.self) { try PackedModel(path: tiny.path("damaged")) }
        }
    }

    /// A hostile file has right checksums: only the checks of its sizes stand between it and the memory.
    @Test func survivesHostileHeaders() throws {
        try withTinyModel { tiny in
            _ = try tiny.packed(.int8)
            let sound = try tiny.bytes("packed")
            var random = SeededRandom(seed: 6)
            for _ in 0..<2000 {
                var bytes = sound
                let field = Int.random(in: 2..<16, using: &random) * 4
                let values: [UInt32] = [0, 1, 2, 3, 31, 32, 33, 64, 96, 128, 1 << 14, 1 << 31, .max]
                let value = values.randomElement(using: &random)!
                withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(field..<field + 4, with: $0) }
                bytes.replaceSubrange(128..<160, with: Array(SHA256.hash(data: bytes[..<128])))
                try tiny.write("hostile", bytes)
                do {
                    let model = try PackedModel(path: tiny.path("hostile"), verifiesPayload: false)
                    let encoder = SentenceEncoderTests.encoder(model)
                    _ = try encoder.embed([Array(0..<30)])
                } catch is ModelError {
                } catch is EncoderError {}
            }
        }
    }

    @Test(arguments: [-1, 0, 2, 17]) func refusesLengthsThatTheModelDoesNotHave(length: Int) throws {
        try withTinyModel { tiny in
            var source = try ModelSource.open(path: tiny.folder)
            source.maximumLength = length
            #expect(throws: ModelError.self) {
                try PackedModel.write(source, precision: .int8, to: tiny.path("packed"))
            }
        }
    }

    @Test func namesAnotherVersion() throws {
        try withTinyModel { tiny in
            _ = try tiny.packed()
            var bytes = try tiny.bytes("packed")
            bytes[8] = 2
            try tiny.write("packed", bytes)
            let error = #expect(throws: ModelError.self) { try PackedModel(path: tiny.path("packed")) }
            #expect(error?.description.contains("version 2") == true)
        }
    }
}
