import CArtefacts
import CanonicalJSON

/// What comes with the program: a verifier for the default embedding model.
enum ShippedVerifier {
    static let weights = MappedFile(constant: bytes(e5_small_verifier()), name: "e5-small-verifier.safetensors")
    static let sheetName = "e5-small-verifier.json"
    static var sheet: UnsafeRawBufferPointer { bytes(e5_small_verifier_sheet()) }

    /// Two texts with what the reference in the training program makes of them.
    struct GoldenPair {
        var first: String
        var second: String
        /// Begin and end included.
        var ids: ([Int32], [Int32])
        /// The first number of each block of the head's features.
        var features: [Float]
        var logit: Float
    }

    /// Made by `verifier export --golden`.
    static func goldenPairs() throws(ModelError) -> [GoldenPair] {
        let file = "golden.json"
        let json = try parseJSON(bytes(e5_small_verifier_golden_pairs()), file: file)
        var pairs: [GoldenPair] = []
        for pair in json.arrayValue ?? [] {
            func ids(_ name: String) -> [Int32]? {
                pair[name]?.arrayValue?.compactMap { $0.integerValue.flatMap { Int32(exactly: $0) } }
            }
            guard let first = pair["a"]?.stringValue, let second = pair["b"]?.stringValue, let a = ids("ids_a"),
                let b = ids("ids_b"), let logit = pair["logit"]?.doubleValue,
                let features = pair["first_of_each_feature_block"]?.arrayValue
            else { throw .invalid(file: file, reason: "a pair lacks a field") }
            pairs.append(
                GoldenPair(
                    first: first, second: second, ids: (a, b),
                    features: features.compactMap { $0.doubleValue.map { Float($0) } }, logit: Float(logit)))
        }
        return pairs
    }

    private static func bytes(_ artefact: artefact) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: artefact.bytes, count: artefact.size)
    }
}

extension VerifierModel {
    /// The verifier that comes with the program.
    ///
    /// - Parameter prompt: what is put before each text.
    /// - Throws: `ModelError.unsupported` when it was trained on another model, or with another prompt.
    static func shipped(on encoder: BertEncoder, prompt: String) throws(ModelError) -> VerifierModel {
        let sheet = try VerifierSheet(ShippedVerifier.sheet, file: ShippedVerifier.sheetName)
        guard sheet.prompt.utf8.elementsEqual(prompt.utf8) else {
            throw .unsupported(
                file: ShippedVerifier.weights.path, reason: "it was trained with another prompt before each text")
        }
        let artefact = try VerifierArtefact(weights: ShippedVerifier.weights, sheet: sheet, model: encoder.model)
        return VerifierModel(artefact, on: encoder)
    }
}

extension VerifierModel {
    /// The logit of two texts from their tokens alone, with begin and end: everything is computed anew.
    func logit(ofTokens ids: ([Int32], [Int32])) throws(EncoderError) -> Float {
        let frozen = try freeze([ids.0, ids.1])
        let embeddings = try embeddings([ids.0, ids.1])
        return try logits([Pair(first: frozen[0], second: frozen[1], embeddings: (embeddings[0], embeddings[1]))])[0]
    }
}

extension TextEncoder {
    /// The verifier that comes with the program for this encoder.
    ///
    /// - Throws: `ModelError.unsupported` when there is none: it belongs to one embedding model and its prompt, computed by this
    ///   package's own forward pass.
    public func shippedVerifier() throws(ModelError) -> VerifierModel {
        guard let bert = encoder.encoder as? BertEncoder else {
            throw .unsupported(
                file: ShippedVerifier.weights.path, reason: "only this program's own forward pass can be gone on with")
        }
        return try VerifierModel.shipped(on: bert, prompt: encoder.options.prompt)
    }
}
