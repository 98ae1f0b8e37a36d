import CanonicalJSON
import Foundation

@testable import Embeddings

/// The files of a verifier with random weights on top of `TinyModel`.
struct TinyVerifier {
    /// F32 values by name.
    var tensors: [String: (shape: [Int], values: [Float])] = [:]
    var sheet: JSONObject

    init(frozen: Int, rank: Int = 4, model: PackedModel) {
        var random = SeededRandom(seed: 23)
        let architecture = model.architecture
        let hidden = architecture.hiddenSize, intermediate = architecture.intermediateSize
        sheet = JSONObject()
        sheet["format"] = JSONValue(1)
        sheet["embedding_digest"] = .string(model.sourceDigest.hexadecimal)
        sheet["prompt"] = ""
        sheet["shape"] = ["frozen": JSONValue(frozen)]
        sheet["token_limit"] = JSONValue(8)
        func add(_ name: String, _ shape: Int..., by scale: Float = 0.2) {
            tensors[name] = (shape, random.floats(shape.reduce(1, *)).map { $0 * scale })
        }
        for layer in frozen..<architecture.layerCount {
            for (name, outputs, inputs) in [
                ("query", hidden, hidden), ("key", hidden, hidden), ("value", hidden, hidden),
                ("output", hidden, hidden), ("enter", intermediate, hidden), ("leave", hidden, intermediate),
            ] {
                add("layers.\(layer).\(name).up", outputs, rank)
                add("layers.\(layer).\(name).down", rank, inputs)
            }
        }
        add("cross_bias", architecture.layerCount - frozen, architecture.headCount, by: 1)
        add("matched", hidden)
        add("unmatched", hidden)
        add("enter.weight", 8, 6 * hidden + 1)
        add("enter.bias", 8)
        add("leave.weight", 1, 8, by: 1)
        add("leave.bias", 1)
    }

    /// The safetensors file.
    var weights: [UInt8] {
        var data: [UInt8] = []
        var entries: [String] = []
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let start = data.count
            for value in tensor.values {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
            entries.append(
                #""\#(name)": {"dtype": "F32", "shape": \#(tensor.shape), "data_offsets": [\#(start), \#(data.count)]}"#
            )
        }
        let header = Array("{\(entries.joined(separator: ", "))}".utf8)
        return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + data
    }

    func artefact(on model: PackedModel, weights: [UInt8]? = nil) throws -> VerifierArtefact {
        let path = NSTemporaryDirectory() + "tiny-verifier-" + UUID().uuidString
        defer { unlink(path) }
        try Data(weights ?? self.weights).write(to: URL(fileURLWithPath: path))
        let file = try MappedFile(path: path)
        var sheet = sheet
        if sheet["sha256"] == nil { sheet["sha256"] = .string(FileChecksum.sha256(of: file)) }
        let parsed = try JSONValue.object(sheet).encoded.withUnsafeBytes { bytes in
            try VerifierSheet(bytes, file: "sheet.json")
        }
        return try VerifierArtefact(weights: file, sheet: parsed, model: model)
    }
}
