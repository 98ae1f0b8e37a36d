import Crypto

/// An encoder in `model.onnx`, computed by ONNX Runtime.
///
/// Sequences are computed one at a time. That needs no padding, and a text's vector does not depend on what else
/// happens to be computed with it, as it would where a quantised graph scales whole batches.
struct OnnxEncoder: TokenEncoder {
    /// The inputs that are understood.
    private enum Input: String, CaseIterable {
        case ids = "input_ids"
        case mask = "attention_mask"
        case types = "token_type_ids"

        func values(for ids: ArraySlice<Int32>) -> [Int64] {
            switch self {
            case .ids: ids.map { Int64($0) }
            case .mask: ids.map { _ in 1 }
            case .types: ids.map { _ in 0 }
            }
        }
    }

    let dimensions: Int
    let maximumLength: Int
    let identity: ModelIdentity
    /// Only the graph knows; the runtime refuses ids that are too high.
    let vocabularySize: Int? = nil
    var engine: String { "onnxruntime \(session.library.version)" }
    private let session: OnnxSession
    private let inputs: [Input]
    private let output: String
    private let pooling: Pooling

    /// Loads a model and computes one short sequence, to see that it can and what comes out.
    ///
    /// - Parameters:
    ///   - path: of `model.onnx`.
    ///   - probe: any tokens of the vocabulary, begin and end included.
    ///   - digest: of all files of the model.
    ///   - pooling: what makes one vector of an output that has one for each token.
    /// - Throws: `ModelError` for a model that cannot be computed, with file and input or output.
    init(
        path: String, library: OnnxRuntimeLibrary, pooling: Pooling, maximumLength: Int, digest: [UInt8],
        probe: [Int32]
    ) throws(ModelError) {
        do {
            session = try OnnxSession(model: path, library: library)
        } catch {
            throw .invalid(file: path, reason: error.description)
        }
        inputs = try Self.inputs(of: session, file: path)
        output = try Self.output(of: session, file: path)
        self.pooling = pooling
        self.maximumLength = maximumLength
        let result: OnnxSession.Output
        do {
            result = try Self.run(session, probe[...], inputs: inputs, output: output)
        } catch {
            throw .invalid(file: path, reason: error.description)
        }
        let isPooled = result.shape.count == 2 && result.shape[0] == 1
        guard isPooled || (result.shape.count == 3 && result.shape.prefix(2) == [1, probe.count]) else {
            throw .unsupported(
                file: path,
                reason: "the output `\(output)` has the shape \(result.shape) for \(probe.count) tokens; a vector for "
                    + "each token or one for the text can be used")
        }
        dimensions = result.shape.last ?? 0
        identity = ModelIdentity(
            kind: "onnx", digest: digest,
            parts: ["onnx-1", isPooled ? "pooled" : pooling.rawValue, output, "\(maximumLength)"])
    }

    func encode(_ batch: TokenBatch) throws(EncoderError) -> [[Float]] {
        var vectors: [[Float]] = []
        var start = 0
        for length in batch.lengths {
            let result = try Self.run(
                session, batch.ids[start..<start + length], inputs: inputs, output: output)
            let vector = try pooled(result, length: length)
            guard vector.allSatisfy(\.isFinite) else { throw .vectorNotFinite }
            vectors.append(vector)
            start += length
        }
        return vectors
    }

    private static func run(
        _ session: OnnxSession, _ ids: ArraySlice<Int32>, inputs: [Input], output: String
    ) throws(EncoderError) -> OnnxSession.Output {
        var values: [String: [Int64]] = [:]
        for input in inputs { values[input.rawValue] = input.values(for: ids) }
        return try session.run(values, output: output)
    }

    private func pooled(_ result: OnnxSession.Output, length: Int) throws(EncoderError) -> [Float] {
        if result.shape == [1, dimensions] { return result.values }
        guard result.shape == [1, length, dimensions] else {
            throw .runtimeFailed("the output `\(output)` has the shape \(result.shape) for \(length) tokens")
        }
        guard pooling == .mean else { return Array(result.values.prefix(dimensions)) }
        var mean = [Float](repeating: 0, count: dimensions)
        for (position, value) in result.values.enumerated() { mean[position % dimensions] += value }
        return mean.map { $0 / Float(length) }
    }

    private static func inputs(of session: OnnxSession, file: String) throws(ModelError) -> [Input] {
        if let stranger = session.inputs.first(where: { Input(rawValue: $0) == nil }) {
            let known = Input.allCases.map(\.rawValue).joined(separator: ", ")
            throw .unsupported(file: file, reason: "the input `\(stranger)`; \(known) can be given")
        }
        guard session.inputs.contains(Input.ids.rawValue) else {
            throw .unsupported(file: file, reason: "it has no input `\(Input.ids.rawValue)`")
        }
        return session.inputs.compactMap(Input.init(rawValue:))
    }

    /// The text's vector where there is one, else the tokens'.
    private static func output(of session: OnnxSession, file: String) throws(ModelError) -> String {
        let preferred = ["sentence_embedding", "last_hidden_state", "token_embeddings"]
        guard let output = preferred.first(where: session.outputs.contains) ?? session.outputs.first else {
            throw .unsupported(file: file, reason: "it has no output")
        }
        return output
    }
}

extension TextEncoder {
    /// Opens a folder that has `model.onnx` (or `onnx/model.onnx`) and `tokenizer.json`, to be computed by ONNX Runtime.
    ///
    /// Pooling, prompt and maximum length are read from the files of sentence-transformers, where there are any.
    ///
    /// - Parameter library: the path of libonnxruntime; empty to look for it.
    /// - Throws: `OnnxRuntimeError`, `ModelError`, `TokenizerError`.
    public static func onnx(folder: String, library: String = "") throws -> TextEncoder {
        let model = ["/model.onnx", "/onnx/model.onnx"].map { folder + $0 }.first(where: exists)
        guard let model else {
            throw ModelError.unreadable(file: folder + "/model.onnx", reason: "there is no such file")
        }
        let tokenizerFile = try MappedFile(path: folder + "/tokenizer.json")
        let tokenizer = try TokenizerFile.parse(Array(tokenizerFile.bytes))
        let sentences = try SentenceFiles(folder: folder)
        var files = [try MappedFile(path: model), tokenizerFile] + sentences.files
        // Weights of more than two gigabytes lie beside the graph.
        for name in [model + "_data", model + ".data"] where exists(name) { files.append(try MappedFile(path: name)) }
        let config = try ModelFile(ifPresent: "config.json", folder: folder)
        let positions = try config?.count("max_position_embeddings", ifMissing: 512, from: 3) ?? 512
        let special = tokenizer.specialTokens
        let encoder = try OnnxEncoder(
            path: model, library: OnnxRuntimeLibrary.find(configured: library), pooling: sentences.pooling,
            maximumLength: min(positions, sentences.maximumLength ?? positions), digest: Array(files.sha256()),
            probe: [special.begin ?? special.unknown, special.unknown, special.end ?? special.unknown])
        return try TextEncoder(
            tokenizer: tokenizer, encoder: encoder,
            prompt: sentences.defaultPrompt.flatMap { sentences.prompts[$0] } ?? "",
            longTexts: .windows(.byTokenCount))
    }
}
