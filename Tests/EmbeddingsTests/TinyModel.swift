import Foundation

@testable import Embeddings

/// A model folder with random weights, small enough to be written and computed in no time.
struct TinyModel {
    enum Precision: String { case f32 = "F32", f16 = "F16", bf16 = "BF16" }

    let folder: String
    let architecture = EncoderArchitecture(
        hiddenSize: 64, layerCount: 2, headCount: 2, intermediateSize: 96, vocabularySize: 50,
        positionCount: 16, layerNormEpsilon: 1e-12)
    /// By Hugging Face name.
    private(set) var tensors: [String: (shape: [Int], values: [Float])] = [:]

    /// - Parameters:
    ///   - positionOffset: rows of the position table that no token uses.
    ///   - prefix: what every tensor's name begins with.
    init(positionOffset: Int = 0, prefix: String = "", precision: Precision = .f32) throws {
        folder = NSTemporaryDirectory() + "tiny-model-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder + "/1_Pooling", withIntermediateDirectories: true)
        var random = SeededRandom(seed: 11)
        let hidden = architecture.hiddenSize, intermediate = architecture.intermediateSize
        func add(_ name: String, _ shape: Int..., around centre: Float = 0) {
            let values = random.floats(shape.reduce(1, *)).map { centre + $0 * 0.25 }
            tensors[name] = (shape, values)
        }
        func addLinear(_ name: String, _ columns: Int, _ depth: Int) {
            add(name + ".weight", columns, depth)
            add(name + ".bias", columns)
        }
        func addNormalization(_ name: String) {
            add(name + ".weight", hidden, around: 1)
            add(name + ".bias", hidden)
        }
        add("embeddings.word_embeddings.weight", architecture.vocabularySize, hidden)
        add("embeddings.position_embeddings.weight", architecture.positionCount + positionOffset, hidden)
        add("embeddings.token_type_embeddings.weight", 2, hidden)
        addNormalization("embeddings.LayerNorm")
        for layer in 0..<architecture.layerCount {
            let name = "encoder.layer.\(layer)."
            for part in ["query", "key", "value"] {
                addLinear(name + "attention.self.\(part)", hidden, hidden)
            }
            addLinear(name + "attention.output.dense", hidden, hidden)
            addNormalization(name + "attention.output.LayerNorm")
            addLinear(name + "intermediate.dense", intermediate, hidden)
            addLinear(name + "output.dense", hidden, intermediate)
            addNormalization(name + "output.LayerNorm")
        }
        try write("config.json", config(positionOffset: positionOffset))
        try write(
            "modules.json",
            """
            [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"idx": 2, "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
            """)
        try write(
            "1_Pooling/config.json", #"{"word_embedding_dimension": 64, "pooling_mode_mean_tokens": true}"#)
        try write("sentence_bert_config.json", #"{"max_seq_length": 12, "do_lower_case": false}"#)
        try writeTensors(Array(tensors.keys), to: "model.safetensors", prefix: prefix, precision: precision)
    }

    func config(positionOffset: Int = 0) -> String {
        """
        {"model_type": "\(positionOffset == 0 ? "bert" : "xlm-roberta")", "hidden_act": "gelu",
         "pad_token_id": \(max(positionOffset - 1, 0)), "position_embedding_type": "absolute",
         "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 96,
         "vocab_size": 50, "max_position_embeddings": \(16 + positionOffset), "type_vocab_size": 2,
         "layer_norm_eps": 1e-12}
        """
    }

    func path(_ name: String) -> String { folder + "/" + name }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// Writes some of the tensors as a safetensors file.
    func writeTensors(
        _ names: [String], to file: String, prefix: String = "", precision: Precision = .f32
    ) throws {
        var data: [UInt8] = [], entries: [String] = []
        for name in names.sorted() {
            let (shape, values) = tensors[name]!
            let start = data.count
            for value in values {
                switch precision {
                case .f32: append(value.bitPattern, to: &data)
                case .f16: append(halfPrecisionBits(value), to: &data)
                case .bf16: append(UInt16(value.bitPattern >> 16), to: &data)
                }
            }
            entries.append(
                #""\#(prefix + name)": {"dtype": "\#(precision.rawValue)", "shape": \#(shape), "#
                    + #""data_offsets": [\#(start), \#(data.count)]}"#)
        }
        let header = Array(
            ("{\"__metadata__\": {\"format\": \"pt\"}, " + entries.joined(separator: ", ") + "}").utf8)
        var bytes: [UInt8] = []
        append(UInt64(header.count), to: &bytes)
        try write(file, bytes + header + data)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// The vectors of all tokens after the last layer, by the definitions.
    func reference(_ ids: [Int32]) -> [Double] {
        let width = architecture.hiddenSize, rows = ids.count
        func vector(_ name: String) -> [Float] { tensors[name]!.values }
        func linear(_ input: [Double], _ name: String, _ columns: Int, _ depth: Int) -> [Double] {
            Reference.linear(
                input, vector(name + ".weight"), vector(name + ".bias"), rows: rows, depth: depth,
                columns: columns)
        }
        func normalize(_ input: [Double], _ residual: [Double], _ name: String) -> [Double] {
            Reference.addAndNormalize(
                input.map(Float.init), residual.map(Float.init), width: width,
                scale: vector(name + ".weight"),
                shift: vector(name + ".bias"))
        }
        let words = vector("embeddings.word_embeddings.weight")
        let offset = tensors["embeddings.position_embeddings.weight"]!.shape[0] - architecture.positionCount
        let positions = vector("embeddings.position_embeddings.weight")
        let types = vector("embeddings.token_type_embeddings.weight")
        var x = (0..<rows * width).map { Double(words[Int(ids[$0 / width]) * width + $0 % width]) }
        let places = (0..<rows * width).map {
            Double(positions[offset * width + $0]) + Double(types[$0 % width])
        }
        x = normalize(x, places, "embeddings.LayerNorm")
        for layer in 0..<architecture.layerCount {
            let name = "encoder.layer.\(layer)."
            let parts = ["query", "key", "value"].map {
                linear(x, name + "attention.self.\($0)", width, width)
            }
            let joined = (0..<rows).flatMap { row in
                parts.flatMap { $0[row * width..<(row + 1) * width].map(Float.init) }
            }
            let context = Reference.attention(
                joined, length: rows, heads: architecture.headCount, headSize: architecture.headSize)
            x = normalize(
                linear(context, name + "attention.output.dense", width, width), x,
                name + "attention.output.LayerNorm")
            let wide = linear(x, name + "intermediate.dense", architecture.intermediateSize, width)
            let output = linear(
                wide.map(Reference.gelu), name + "output.dense", width, architecture.intermediateSize)
            x = normalize(output, x, name + "output.LayerNorm")
        }
        return x
    }

    private func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Rounded towards zero; for magnitudes below 65536, those below 2^-14 become zero.
    private func halfPrecisionBits(_ value: Float) -> UInt16 {
        let sign: UInt16 = value < 0 ? 0x8000 : 0
        guard abs(value) >= 0x1p-14 else { return sign }
        return sign | UInt16(truncatingIfNeeded: (abs(value).bitPattern >> 13) - (112 << 10))
    }
}

/// Runs `body` on a tiny model and removes its files afterwards.
func withTinyModel<Result>(
    positionOffset: Int = 0, prefix: String = "", precision: TinyModel.Precision = .f32,
    _ body: (TinyModel) throws -> Result
) throws -> Result {
    let model = try TinyModel(positionOffset: positionOffset, prefix: prefix, precision: precision)
    defer { model.remove() }
    return try body(model)
}

extension TinyModel {
    /// Converts the folder and opens the result.
    func packed(_ precision: WeightPrecision = .float32) throws -> PackedModel {
        try PackedModel.write(ModelSource.open(path: folder), precision: precision, to: path("packed"))
        return try PackedModel(path: path("packed"))
    }
}

func cosine(_ a: [Float], _ b: [Float]) -> Double {
    func dot(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
}
