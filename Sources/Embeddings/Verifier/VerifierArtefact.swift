import CKernels

/// The learnt part of a verifier: what it adds to an embedding model. `Training/README.md` says what each tensor is for.
///
/// Sizes are taken from the tensors and compared with those of the embedding model; nothing that does not fit, is missing or
/// is not a finite number gets past here.
struct VerifierArtefact: Sendable {
    /// A difference of low rank to a weight matrix: up [outputs][rank] times down [rank][inputs].
    struct Difference: Sendable {
        var up: [Float]
        var down: [Float]
        var rank: Int
    }

    struct Layer: Sendable {
        var query, key, value, output, enter, leave: Difference
    }

    /// A linear layer as it is stored, [outputs][inputs].
    struct Linear: Sendable {
        var weight: [Float]
        var bias: [Float]
    }

    let sheet: VerifierSheet
    /// The layers from the first that is not frozen.
    let layers: [Layer]
    /// [layer][head], for `layers`.
    let crossBias: [[Float]]
    /// Added to the tokens that occur in the other text, and to those that do not.
    let matched: [Float]
    let unmatched: [Float]
    /// The head's two layers: 6 H + 1 features to `headWidth`, and those to one.
    let enter: Linear
    let leave: Linear

    var headWidth: Int { enter.bias.count }

    /// - Throws: `ModelError`; `.unsupported` when it was trained on another model.
    init(weights: MappedFile, sheet: VerifierSheet, model: PackedModel) throws(ModelError) {
        let file = weights.path
        guard FileChecksum.sha256(of: weights) == sheet.weightsDigest else {
            throw .invalid(file: file, reason: "its checksum is not the one that its data sheet gives")
        }
        guard model.sourceDigest.hexadecimal == sheet.modelDigest else {
            throw .unsupported(file: file, reason: "it was trained on another embedding model")
        }
        try self.init(table: TensorTable(safetensors: weights), sheet: sheet, architecture: model.architecture)
    }

    /// - Parameter architecture: the embedding model's.
    init(table: TensorTable, sheet: VerifierSheet, architecture: EncoderArchitecture) throws(ModelError) {
        let reader = VerifierTensors(table: table)
        let hidden = architecture.hiddenSize, intermediate = architecture.intermediateSize
        guard sheet.frozenLayers < architecture.layerCount, sheet.tokenLimit <= architecture.positionCount else {
            throw .unsupported(
                file: table.file, reason: "it leaves no layer of the embedding model, or reads longer texts than that")
        }
        var layers: [Layer] = []
        for number in sheet.frozenLayers..<architecture.layerCount {
            func difference(_ name: String, _ outputs: Int, _ inputs: Int) throws(ModelError) -> Difference {
                try reader.difference("layers.\(number).\(name)", outputs: outputs, inputs: inputs)
            }
            layers.append(
                Layer(
                    query: try difference("query", hidden, hidden), key: try difference("key", hidden, hidden),
                    value: try difference("value", hidden, hidden), output: try difference("output", hidden, hidden),
                    enter: try difference("enter", intermediate, hidden),
                    leave: try difference("leave", hidden, intermediate)))
        }
        let bias = try reader.floats("cross_bias", [layers.count, architecture.headCount])
        let headWidth = try reader.rows("enter.weight", atMost: 1 << 12)
        self.sheet = sheet
        self.layers = layers
        crossBias = layers.indices.map {
            Array(bias[$0 * architecture.headCount..<($0 + 1) * architecture.headCount])
        }
        matched = try reader.floats("matched", [hidden], ifMissing: 0)
        unmatched = try reader.floats("unmatched", [hidden], ifMissing: 0)
        enter = Linear(
            weight: try reader.floats("enter.weight", [headWidth, 6 * hidden + 1]),
            bias: try reader.floats("enter.bias", [headWidth]))
        leave = Linear(
            weight: try reader.floats("leave.weight", [1, headWidth]), bias: try reader.floats("leave.bias", [1]))
    }
}

/// Reads tensors in single precision, with every check.
private struct VerifierTensors {
    let table: TensorTable

    func floats(_ name: String, _ shape: [Int], ifMissing fallback: Float? = nil) throws(ModelError) -> [Float] {
        if let fallback, table.tensors[name] == nil {
            return [Float](repeating: fallback, count: shape.reduce(1, *))
        }
        let tensor = try table.weight(name, shape: shape)
        var values = [Float](repeating: 0, count: shape.reduce(1, *))
        values.withUnsafeMutableBufferPointer { tensor.copy(rows: 0..<shape[0], to: $0) }
        guard all_finite(values, values.count) else {
            throw .invalid(file: table.file, reason: "the tensor `\(name)` holds a value that is not a finite number")
        }
        return values
    }

    /// The first dimension of a matrix that may have any.
    func rows(_ name: String, atMost limit: Int) throws(ModelError) -> Int {
        guard let tensor = table.tensors[name], tensor.shape.count == 2, (1...limit).contains(tensor.shape[0]) else {
            throw .invalid(
                file: table.file, reason: "the tensor `\(name)` is missing or no matrix of 1 to \(limit) rows")
        }
        return tensor.shape[0]
    }

    func difference(_ name: String, outputs: Int, inputs: Int) throws(ModelError) -> VerifierArtefact.Difference {
        let rank = try rows(name + ".down", atMost: inputs)
        return VerifierArtefact.Difference(
            up: try floats(name + ".up", [outputs, rank]), down: try floats(name + ".down", [rank, inputs]), rank: rank)
    }
}
