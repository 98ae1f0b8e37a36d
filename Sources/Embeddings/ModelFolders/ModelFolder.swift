import CanonicalJSON

// A model folder as sentence-transformers and Hugging Face lay it out:
//
//   config.json                        sizes and kind of the encoder (required)
//   model.safetensors                  weights, or model.safetensors.index.json with shards (required)
//   modules.json                       the stages: Transformer, Pooling, Normalize
//   1_Pooling/config.json              which pooling
//   sentence_bert_config.json          max_seq_length
//   config_sentence_transformers.json  prompts
//
// What the encoder does not compute is refused by name, never ignored: a model computed nearly right gives
// vectors that are plausible and wrong.

extension ModelSource {
    init(folder: String) throws(ModelError) {
        let config = try ModelFile(folder: folder, name: "config.json")
        let encoder = try EncoderConfiguration(config)
        let weights = folder + "/model.safetensors", index = weights + ".index.json"
        if !exists(weights), !exists(index), exists(folder + "/model.onnx") || exists(folder + "/onnx/model.onnx") {
            throw .unsupported(
                file: weights,
                reason:
                    "the folder has no such file, only model.onnx; use it with ONNX Runtime: set embedding.provider "
                    + "to onnx and embedding.onnx_folder to \(folder)")
        }
        let tensors =
            !exists(weights) && exists(index)
            ? try TensorTable(safetensorsIndex: index, folder: folder)
            : try TensorTable(safetensors: weights)
        let sentences = try SentenceFiles(folder: folder)
        let positions = encoder.architecture.positionCount
        self.init(
            architecture: encoder.architecture, pooling: sentences.pooling,
            maximumLength: min(positions, sentences.maximumLength ?? positions), prompts: sentences.prompts,
            defaultPrompt: sentences.defaultPrompt, warnings: sentences.warnings,
            positionOffset: encoder.positionOffset, tensors: tensors, files: [config.mapped] + sentences.files)
        let shards = Dictionary(tensors.tensors.values.map { ($0.file.path, $0.file) }) { first, _ in first }
        files += shards.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// What `config.json` says about the encoder.
private struct EncoderConfiguration {
    var architecture: EncoderArchitecture
    var positionOffset: Int

    init(_ file: ModelFile) throws(ModelError) {
        let type = file.json["model_type"]?.stringValue ?? "?"
        switch type {
        case "bert": positionOffset = 0
        case "roberta", "xlm-roberta":
            positionOffset = try file.count("pad_token_id", ifMissing: 1, from: 0) + 1
        default:
            throw file.unsupported("`model_type` is `\(type)`; bert, roberta and xlm-roberta can be computed")
        }
        for (field, expected) in [("hidden_act", "gelu"), ("position_embedding_type", "absolute")] {
            let value = file.json[field]?.stringValue ?? expected
            guard value == expected else {
                throw file.unsupported("`\(field)` is `\(value)`; only `\(expected)` can be computed")
            }
        }
        if file.json["is_decoder"]?.boolValue == true {
            throw file.unsupported("`is_decoder` is true; only encoders can be computed")
        }
        let positions = try file.count("max_position_embeddings")
        guard positions > positionOffset + 2 else {
            throw file.invalid("`max_position_embeddings` is \(positions), which leaves none for a text")
        }
        architecture = EncoderArchitecture(
            hiddenSize: try file.count("hidden_size"), layerCount: try file.count("num_hidden_layers"),
            headCount: try file.count("num_attention_heads"),
            intermediateSize: try file.count("intermediate_size"),
            vocabularySize: try file.count("vocab_size"), positionCount: positions - positionOffset,
            layerNormEpsilon: Float(file.json["layer_norm_eps"]?.doubleValue ?? 1e-12))
        try architecture.validate(file: file.path)
    }
}
