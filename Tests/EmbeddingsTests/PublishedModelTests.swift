import CanonicalJSON
import Foundation
import Testing

@testable import Embeddings

private let modelsFolder = ProcessInfo.processInfo.environment["MODELCACHE_MODELS"]

/// The encoder on real weights, against vectors that transformers computed. `Fixtures/README.md` says where
/// the weights come from; without them these tests are skipped, and say so.
@Suite(.enabled(if: modelsFolder != nil, "MODELCACHE_MODELS names no folder with model weights"))
struct PublishedModelTests {
    struct Model: Sendable, CustomTestStringConvertible {
        var file: String
        var fixture: String
        var testDescription: String { file }
    }

    static let models = [
        Model(file: "all-MiniLM-L6-v2", fixture: "minilm"),
        Model(file: "multilingual-e5-small/e5-small-q4.bin", fixture: "e5-small"),
    ]

    @Test(arguments: models) func singlePrecisionEqualsTheReference(model: Model) throws {
        let fixture = try ModelFixture(model.fixture)
        for kernels in EncoderKernels.all {
            let vectors = try embed(model, fixture, .float32, kernels, texts: fixture.references.map(\.text))
            for (vector, reference) in zip(vectors, fixture.references) {
                #expect(cosine(vector, reference.vector) >= 0.99999, "\(kernels), text \(reference.text)")
            }
        }
    }

    /// `make_encoder_fixtures.py shard` cuts the published file in three.
    @Test(
        .enabled(
            if: modelsFolder.map { FileManager.default.fileExists(atPath: $0 + "/all-MiniLM-L6-v2-sharded") } ?? false,
            "make_encoder_fixtures.py shard has not been run"))
    func shardsAreTheSameModel() throws {
        let fixture = try ModelFixture("minilm")
        let sharded = Model(file: "all-MiniLM-L6-v2-sharded", fixture: "minilm")
        let kernels = EncoderKernels.all.last!
        let vectors = try embed(sharded, fixture, .float32, kernels, texts: Array(0..<8))
        #expect(try embed(Self.models[0], fixture, .float32, kernels, texts: Array(0..<8)) == vectors)
    }

    @Test(arguments: models) func eightBitsAreCloseToSinglePrecision(model: Model) throws {
        let fixture = try ModelFixture(model.fixture)
        let texts = Array(0..<400)
        let exact = try embed(model, fixture, .float32, EncoderKernels.all.last!, texts: texts)
        let rounded = try embed(model, fixture, .int8, EncoderKernels.all.last!, texts: texts)
        let cosines = zip(exact, rounded).map { cosine($0, $1) }
        #expect(cosines.reduce(0, +) / 400 >= 0.999)
        #expect(cosines.min()! >= 0.995)
        let same = zip(nearestNeighbours(exact), nearestNeighbours(rounded)).count { $0 == $1 }
        #expect(same >= 372, "93 % of 400")
    }

    private func embed(
        _ model: Model, _ fixture: ModelFixture, _ precision: WeightPrecision, _ kernels: EncoderKernels,
        texts: [Int]
    ) throws -> [[Float]] {
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { unlink(path) }
        try PackedModel.write(
            ModelSource.open(path: modelsFolder! + "/" + model.file), precision: precision, to: path)
        let encoder = SentenceEncoder(
            model: try PackedModel(path: path), options: EncodingOptions(frame: fixture.special),
            kernels: kernels)
        return try encoder.embed(texts.map { fixture.texts[$0] })
    }

    private func nearestNeighbours(_ vectors: [[Float]]) -> [Int] {
        vectors.indices.map { index in
            var best = (-1, -Float.infinity)
            for other in vectors.indices where other != index {
                let a = vectors[index], b = vectors[other]
                let similarity = a.withUnsafeBufferPointer { a in
                    b.withUnsafeBufferPointer { b in
                        var sum: Float = 0
                        for i in 0..<a.count { sum += a[i] * b[i] }
                        return sum
                    }
                }
                if similarity > best.1 { best = (other, similarity) }
            }
            return best.0
        }
    }
}

/// Token ids of the texts, and vectors of some of them.
private struct ModelFixture {
    var special: WindowFrame
    var texts: [[Int32]]
    var references: [(text: Int, vector: [Float])]

    init(_ name: String) throws {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/" + name, withExtension: "json"))
        let json = try JSONValue(parsing: Array(Data(contentsOf: url)))
        func number(_ value: JSONValue?) throws -> Int { Int(try #require(value?.integerValue)) }
        special = WindowFrame(begin: Int32(try number(json["begin"])), end: Int32(try number(json["end"])))
        texts = try #require(json["texts"]?.arrayValue).map { text in
            try #require(text.arrayValue).map { Int32(try number($0)) }
        }
        references = try #require(json["references"]?.arrayValue).map { reference in
            let encoded = try #require(reference["vector"]?.stringValue)
            let bytes = Array(try #require(Data(base64Encoded: encoded)))
            let vector = bytes.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count, by: 4).map {
                    Float(
                        bitPattern: UInt32(
                            littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
                }
            }
            return (try number(reference["text"]), vector)
        }
    }
}
