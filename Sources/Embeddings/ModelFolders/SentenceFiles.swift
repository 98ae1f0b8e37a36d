import CanonicalJSON

/// What the files of sentence-transformers say besides the encoder's weights: how tokens become one vector, how many
/// the model takes, and what is put before a text.
struct SentenceFiles {
    var pooling = Pooling.mean
    /// The most tokens, begin and end included; nil if no file says.
    var maximumLength: Int?
    /// By role.
    var prompts: [String: String] = [:]
    var defaultPrompt: String?
    var warnings: [String] = []
    /// Those that were read, in a fixed order.
    var files: [MappedFile] = []

    init(folder: String) throws(ModelError) {
        try readModules(folder: folder)
        try readMaximumLength(folder: folder)
        try readPrompts(folder: folder)
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
            maximumLength = Int(clamping: length)
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
