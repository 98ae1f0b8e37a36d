import CacheCore
import Foundation
import Testing

@testable import Embeddings

@Suite("The verifier inside the process")
struct PromptVerifierTests {
    /// Each character is a token.
    private struct LetterTokenizer: Tokenizer {
        let vocabularySize = 50
        let specialTokens = Embeddings.SpecialTokens(begin: 1, end: 2, padding: 0, unknown: 3)

        func encode(_ text: String) -> TokenizedText {
            TokenizedText(ids: text.unicodeScalars.map { Int32($0.value % 40) + 10 }, unknownCount: 0)
        }
    }

    private struct Parts {
        var encoder: TextEncoder
        var model: VerifierModel
    }

    private func parts(frozen: Int = 1) throws -> Parts {
        let tiny = try TinyModel()
        defer { tiny.remove() }
        let packed = try tiny.packed()
        let encoder = try TextEncoder(tokenizer: LetterTokenizer(), model: packed)
        let artefact = try TinyVerifier(frozen: frozen, model: packed).artefact(on: packed)
        return Parts(
            encoder: encoder, model: VerifierModel(artefact, on: BertEncoder(model: packed, kernels: try .chosen())))
    }

    private func embedded(_ texts: [String], by encoder: TextEncoder) throws -> [EmbeddedText] {
        zip(texts, try encoder.embed(texts)).map { EmbeddedText($0, vector: $1.vector) }
    }

    @Test("gives the same whether its texts have just been embedded, are remembered or are new", arguments: [0, 1])
    func memory(frozen: Int) async throws {
        let parts = try parts(frozen: frozen)
        let texts = try embedded(["abc", "abd", "xyz", ""], by: parts.encoder)
        var options = TextEmbedder.Options()
        options.verifierMemory = 0
        let forgetful = TextEmbedder(parts.encoder, verifier: parts.model, options: options).verifier(budget: nil)!
        let expected = try await forgetful.verify(texts[0], against: Array(texts[1...]), for: "t").map { $0! }

        let embedder = TextEmbedder(parts.encoder, verifier: parts.model)
        _ = try await embedder.embed(["abc", "xyz"], for: "t")
        let verifier = embedder.verifier(budget: nil)!
        for _ in 1...2 {
            let logits = try await verifier.verify(texts[0], against: Array(texts[1...]), for: "t")
            for (logit, expected) in zip(logits, expected) { #expect(abs(logit! - expected) < 0.05) }
        }
        for (position, text) in texts.dropFirst().enumerated() {
            let turned = try await verifier.verify(text, against: [texts[0]], for: "t")
            #expect(abs(turned[0]! - expected[position]) < 0.05)
        }
        #expect(Set(expected).count == 3)
    }

    @Test("says nothing about a text that it cannot read as a whole")
    func longTexts() async throws {
        let parts = try parts()
        let verifier = TextEmbedder(parts.encoder, verifier: parts.model).verifier(budget: nil)!
        // Eight tokens with begin and end.
        let texts = try embedded(["abcdef", "abcdefg", "abc"], by: parts.encoder)
        let logits = try await verifier.verify(texts[0], against: [texts[1], texts[2]], for: "t")
        #expect(logits[0] == nil && logits[1] != nil)
        #expect(try await verifier.verify(texts[1], against: [texts[0], texts[2]], for: "t") == [nil, nil])
        #expect(try await verifier.verify(texts[0], against: [], for: "t") == [])
    }

    @Test("takes many candidates a slice at a time")
    func manyCandidates() async throws {
        let parts = try parts()
        let verifier = TextEmbedder(parts.encoder, verifier: parts.model).verifier(budget: nil)!
        let texts = try embedded((0..<100).map { "a\($0)" }, by: parts.encoder)
        let together = try await verifier.verify(texts[0], against: texts, for: "t")
        for (text, logit) in zip(texts, together) {
            let alone = try await verifier.verify(texts[0], against: [text], for: "t")
            #expect(abs(alone[0]! - logit!) < 0.05)
        }
    }

    @Test("gives up when its time is over, when nobody waits, and when its threads have too much to do")
    func givesUp() async throws {
        let parts = try parts()
        let texts = try embedded(["abc", "abd"], by: parts.encoder)
        let many = Array(repeating: texts[1], count: 20_000)
        let embedder = TextEmbedder(parts.encoder, verifier: parts.model)
        let hasty = embedder.verifier(budget: .milliseconds(1))!
        await #expect(throws: VerifierError.overBudget) { try await hasty.verify(texts[0], against: many, for: "t") }

        var options = TextEmbedder.Options()
        options.threadCount = 1
        options.maximumWaiting = 1
        let full = TextEmbedder(parts.encoder, verifier: parts.model, options: options).verifier(budget: nil)!
        let failures = await withTaskGroup(of: VerifierError?.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do throws(VerifierError) {
                        _ = try await full.verify(texts[0], against: many, for: "t")
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures.contains(.busy) && failures.contains(nil))

        let patient = embedder.verifier(budget: nil)!
        #expect(try await patient.verify(texts[0], against: texts, for: "t").count == 2)
        let cancelled = Task { () throws(VerifierError) -> [Float?] in
            while !Task.isCancelled { await Task.yield() }
            return try await patient.verify(texts[0], against: texts, for: "t")
        }
        cancelled.cancel()
        await #expect(throws: VerifierError.failed("cancelled")) { try await cancelled.value }
    }

    @Test("fails with a message when its weights give no number")
    func notFinite() async throws {
        let tiny = try TinyModel()
        defer { tiny.remove() }
        let packed = try tiny.packed()
        let encoder = try TextEncoder(tokenizer: LetterTokenizer(), model: packed)
        var damaged = TinyVerifier(frozen: 1, model: packed)
        damaged.tensors["enter.weight"]!.values = damaged.tensors["enter.weight"]!.values.map { _ in 3e38 }
        let model = VerifierModel(
            try damaged.artefact(on: packed), on: BertEncoder(model: packed, kernels: try .chosen()))
        let verifier = TextEmbedder(encoder, verifier: model).verifier(budget: nil)!
        let texts = try embedded(["abc", "abd"], by: encoder)
        await #expect(throws: VerifierError.self) { try await verifier.verify(texts[0], against: texts, for: "t") }
    }
}
