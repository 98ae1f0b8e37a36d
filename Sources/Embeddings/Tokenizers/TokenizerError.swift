/// Why a tokenizer cannot be made. All of them are faults of the model's files, never of a text.
public enum TokenizerError: Error, Equatable, Sendable {
    /// `tokenizer.json` is not JSON.
    case notJSON(String)
    /// A field is missing or holds something else than it should; `field` is its path, like
    /// `normalizer.normalizers[2].pattern`.
    case invalidField(field: String, reason: String)
    /// A field is well-formed, but asks for something that is not implemented here.
    case unsupported(field: String, value: String)
    /// The vocabulary contradicts itself.
    case invalidVocabulary(String)
}

extension TokenizerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notJSON(let reason):
            "tokenizer.json is not JSON: \(reason)"
        case .invalidField(let field, let reason):
            "tokenizer.json: \(field) \(reason)"
        case .unsupported(let field, let value):
            "tokenizer.json: \(field) is \(value), which is not supported; convert the model to a WordPiece or "
                + "Unigram tokenizer, or serve it behind a remote embeddings endpoint"
        case .invalidVocabulary(let reason):
            "the tokenizer's vocabulary cannot be used: \(reason)"
        }
    }
}
