import Foundation
import Testing

@testable import Embeddings

private let modelsFolder = ProcessInfo.processInfo.environment["MODELCACHE_MODELS"]

/// The verifier on real weights, against logits that the training program's reference computed.
@Suite(
    "The shipped verifier",
    .enabled(if: modelsFolder != nil, "MODELCACHE_MODELS names no folder with model weights"))
struct ShippedVerifierTests {
    @Test("agrees with the reference", arguments: [(WeightPrecision.float32, Float(0.01)), (.int8, 0.5)])
    func golden(precision: WeightPrecision, tolerance: Float) throws {
        try withEncoder(precision) { encoder in
            let verifier = try VerifierModel.shipped(on: encoder, prompt: "query: ")
            var errors: [Float] = []
            for golden in try ShippedVerifier.goldenPairs() {
                let pair = try pair(golden.ids, verifier: verifier, encoder: encoder)
                let features = verifier.features([pair])[0]
                let logit = try verifier.logits([pair])[0]
                errors.append(abs(logit - golden.logit))
                if precision == .float32 {
                    for (block, expected) in golden.features.enumerated() {
                        #expect(abs(features[block * encoder.dimensions] - expected) < 2e-3)
                    }
                }
            }
            #expect(!errors.isEmpty)
            #expect(errors.allSatisfy { $0 <= tolerance }, "\(errors)")
        }
    }

    /// In 8 bits a number that falls on the other side of a step makes more of a difference.
    @Test(
        "gives the same whichever text comes first, alone or among others",
        arguments: [(WeightPrecision.float32, Float(1e-3)), (.int8, 0.1)])
    func symmetric(precision: WeightPrecision, tolerance: Float) throws {
        try withEncoder(precision) { encoder in
            let verifier = try VerifierModel.shipped(on: encoder, prompt: "query: ")
            let pairs = try ShippedVerifier.goldenPairs().map {
                try pair($0.ids, verifier: verifier, encoder: encoder)
            }
            let together = try verifier.logits(pairs)
            for (pair, expected) in zip(pairs, together) {
                let turned = VerifierModel.Pair(
                    first: pair.second, second: pair.first, embeddings: (pair.embeddings.1, pair.embeddings.0))
                #expect(abs(try verifier.logits([turned])[0] - expected) < tolerance)
                #expect(abs(try verifier.logits([pair])[0] - expected) < 1e-3)
            }
        }
    }

    private func pair(
        _ ids: ([Int32], [Int32]), verifier: VerifierModel, encoder: BertEncoder
    ) throws -> VerifierModel.Pair {
        let frozen = try verifier.freeze([ids.0, ids.1])
        let vectors = try verifier.embeddings([ids.0, ids.1])
        return VerifierModel.Pair(first: frozen[0], second: frozen[1], embeddings: (vectors[0], vectors[1]))
    }

    private func withEncoder(_ precision: WeightPrecision, _ body: (BertEncoder) throws -> Void) throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { unlink(path) }
        try PackedModel.write(
            ModelSource.open(path: modelsFolder! + "/multilingual-e5-small/e5-small-q4.bin"), precision: precision,
            to: path)
        for kernels in EncoderKernels.all {
            try body(BertEncoder(model: PackedModel(path: path), kernels: kernels))
        }
    }
}
