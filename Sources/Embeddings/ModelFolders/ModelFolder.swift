import CanonicalJSON

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

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
        let tensors =
            !exists(weights) && exists(index)
            ? try TensorTable(safetensorsIndex: index, folder: folder)
            : try TensorTable(safetensors: weights)
        self.init(
            architecture: encoder.architecture, pooling: .mean,
            maximumLength: encoder.architecture.positionCount, positionOffset: encoder.positionOffset,
            tensors: tensors, files: [config.mapped])
        try readModules(folder: folder)
        try readMaximumLength(folder: folder)
        try readPrompts(folder: folder)
        let shards = Dictionary(tensors.tensors.values.map { ($0.file.path, $0.file) }) { first, _ in first }
        files += shards.sorted { $0.key < $1.key }.map(\.value)
    }

    private mutating func readModules(folder: String) throws(ModelError) {
        guard let modules = try ModelFile(ifPresent: "modules.json", folder: folder) else {
            warnings.append("\(folder) has no modules.json: embeddings are the mean of all tokens")
            return
        }
        guard let stages = modules.json.arrayValue else { throw modules.invalid("it is not a list") }
        var poolingFolder: String?
        for stage in stages {
            guard let type = stage["type"]?.stringValue else {
                throw modules.invalid("a module has no `type`")
            }
            switch type.split(separator: ".").last {
            // Normalising is a choice of whoever asks, see `EncodingOptions`.
            case "Transformer", "Normalize": break
            case "Pooling": poolingFolder = stage["path"]?.stringValue ?? ""
            default: throw modules.unsupported("the module `\(type)`; Transformer, Pooling, Normalize can be")
            }
        }
        files.append(modules.mapped)
        guard let poolingFolder else { throw modules.unsupported("it has no Pooling module") }
        try readPooling(ModelFile(folder: folder, name: poolingFolder + "/config.json"))
    }

    private mutating func readPooling(_ file: ModelFile) throws(ModelError) {
        let prefix = "pooling_mode_"
        let modes = (file.json.objectValue?.members ?? [])
            .filter { $0.key.hasPrefix(prefix) && $0.value.boolValue == true }
            .map { String($0.key.dropFirst(prefix.count)) }
        switch modes {
        case ["mean_tokens"]: pooling = .mean
        case ["cls_token"]: pooling = .firstToken
        default:
            throw file.unsupported("the pooling \(modes); one of mean_tokens and cls_token can be computed")
        }
        files.append(file.mapped)
    }

    private mutating func readMaximumLength(folder: String) throws(ModelError) {
        guard let file = try ModelFile(ifPresent: "sentence_bert_config.json", folder: folder) else { return }
        switch file.json["max_seq_length"] {
        case nil, .null: break
        case let value?:
            guard let length = value.integerValue, length >= 3 else {
                throw file.invalid("`max_seq_length` is not a whole number from 3 on")
            }
            maximumLength = min(maximumLength, Int(clamping: length))
        }
        files.append(file.mapped)
    }

    private mutating func readPrompts(folder: String) throws(ModelError) {
        guard let file = try ModelFile(ifPresent: "config_sentence_transformers.json", folder: folder) else {
            return
        }
        for member in file.json["prompts"]?.objectValue?.members ?? [] {
            guard let text = member.value.stringValue else {
                throw file.invalid("the prompt `\(member.key)` is \(member.value.kind), not a string")
            }
            prompts[member.key] = text
        }
        defaultPrompt = file.json["default_prompt_name"]?.stringValue
        if let defaultPrompt, prompts[defaultPrompt] == nil {
            throw file.invalid("`default_prompt_name` is `\(defaultPrompt)`, which `prompts` does not have")
        }
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

/// A JSON file of the folder, and errors that name it.
private struct ModelFile {
    let path: String
    let mapped: MappedFile
    let json: JSONValue

    init(folder: String, name: String) throws(ModelError) {
        path = folder + "/" + name
        mapped = try MappedFile(path: path)
        json = try parseJSON(mapped.bytes, file: path)
    }

    init?(ifPresent name: String, folder: String) throws(ModelError) {
        guard exists(folder + "/" + name) else { return nil }
        try self.init(folder: folder, name: name)
    }

    func count(_ field: String, ifMissing fallback: Int? = nil, from minimum: Int = 1) throws(ModelError)
        -> Int
    {
        guard let value = json[field], value != .null else {
            if let fallback { return fallback }
            throw invalid("the field `\(field)` is missing")
        }
        guard let number = value.integerValue, number >= minimum, number <= Int32.max else {
            throw invalid("the field `\(field)` is no whole number from \(minimum) on")
        }
        return Int(number)
    }

    func invalid(_ reason: String) -> ModelError { .invalid(file: path, reason: reason) }
    func unsupported(_ reason: String) -> ModelError { .unsupported(file: path, reason: reason) }
}

private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
