import CanonicalJSON
import Foundation
import Testing

@testable import Embeddings

@Suite("A verifier's artefact")
struct VerifierArtefactTests {
    private func withModel(_ body: (PackedModel) throws -> Void) throws {
        try withTinyModel { try body($0.packed()) }
    }

    @Test("is read with any number of frozen layers and any rank", arguments: [(0, 4), (1, 1), (1, 16)])
    func shapes(frozen: Int, rank: Int) throws {
        try withModel { model in
            let artefact = try TinyVerifier(frozen: frozen, rank: rank, model: model).artefact(on: model)
            #expect(artefact.layers.count == model.architecture.layerCount - frozen)
            #expect(artefact.headWidth == 8)
        }
    }

    @Test("works without marks for tokens that match")
    func withoutMarks() throws {
        try withModel { model in
            var tiny = TinyVerifier(frozen: 1, model: model)
            tiny.tensors["matched"] = nil
            tiny.tensors["unmatched"] = nil
            let artefact = try tiny.artefact(on: model)
            #expect(artefact.matched.allSatisfy { $0 == 0 })
        }
    }

    @Test("cut anywhere is refused")
    func truncated() throws {
        try withModel { model in
            let tiny = TinyVerifier(frozen: 1, model: model)
            let bytes = tiny.weights
            for count in [0, 1, 7, 8, 9, 100, bytes.count / 2, bytes.count - 1] {
                #expect(throws: ModelError.self, "\(count)") {
                    try tiny.artefact(on: model, weights: Array(bytes.prefix(count)))
                }
            }
        }
    }

    @Test(
        "with a tensor that is missing, of another shape or not finite is refused, and the message names it",
        arguments: [
            "cross_bias", "enter.weight", "enter.bias", "leave.weight", "leave.bias", "matched", "layers.1.query.up",
            "layers.1.leave.down",
        ])
    func tensors(name: String) throws {
        try withModel { model in
            let sound = TinyVerifier(frozen: 1, model: model)
            func refuses(_ change: (inout TinyVerifier) -> Void) throws {
                var tiny = sound
                change(&tiny)
                let error = #expect(throws: ModelError.self) { try tiny.artefact(on: model) }
                let subject = name.split(separator: ".").prefix(2).joined(separator: ".")
                #expect(error.map { "\($0)".contains(subject) } ?? false)
            }
            if name != "matched" { try refuses { $0.tensors[name] = nil } }
            try refuses { $0.tensors[name]!.shape.append(1) }
            try refuses { $0.tensors[name] = ([3, 5], [Float](repeating: 0, count: 15)) }
            try refuses { $0.tensors[name]!.values[0] = .nan }
            try refuses { $0.tensors[name]!.values[0] = .infinity }
        }
    }

    @Test("for another model, of another format, or with a damaged sheet is refused")
    func sheets() throws {
        try withModel { model in
            let sound = TinyVerifier(frozen: 1, model: model)
            for (field, value) in [
                ("embedding_digest", "00"), ("format", 2), ("format", "1"), ("shape", nil),
                ("shape", ["frozen": -1]), ("shape", ["frozen": 2]), ("shape", ["frozen": 0]),
                ("token_limit", 2), ("token_limit", 1_000), ("prompt", nil), ("sha256", "00"),
            ] as [(String, JSONValue?)] {
                var tiny = sound
                tiny.sheet[field] = value
                #expect(throws: ModelError.self, "\(field)") { try tiny.artefact(on: model) }
            }
        }
    }
}
