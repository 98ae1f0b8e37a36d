import CanonicalJSON

/// Reads `tokenizer.json`, the description of a tokenizer that model folders carry.
///
/// What shapes the ids is either followed or refused, never ignored. These fields do not and are not read:
/// `truncation` and `padding` (whoever feeds the model knows its window), `decoder`, and the parts of
/// `post_processor` that are not special tokens. Added tokens name ids that no text may become; unlike in
/// `tokenizers`, a text that spells one is cut like any other.
public enum TokenizerFile {
    /// Makes the tokenizer that `tokenizer.json` describes.
    ///
    /// - Throws: `TokenizerError`, naming the field.
    /// - Complexity: linear in the file, plus O(n log n) for n pieces.
    public static func parse(_ bytes: [UInt8]) throws(TokenizerError) -> any Tokenizer {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON(error.description)
        }
        guard value.objectValue != nil else { throw .notJSON("it must be an object, not \(value.kind)") }
        return try makeTokenizer(TokenizerField(path: "", value: value))
    }

    private static func makeTokenizer(_ root: TokenizerField) throws(TokenizerError) -> any Tokenizer {
        let parts = TokenizerParts(
            addedTokens: try addedTokens(root.optional("added_tokens")),
            frame: try frame(root.optional("post_processor")),
            normalizer: try root.optional("normalizer").map(normalizer),
            preTokenizer: try root.optional("pre_tokenizer").map { field throws(TokenizerError) in
                try preTokenizer(field, isFirst: true)
            })
        let model = try root.required("model")
        let type = try model.type()
        switch try type.string() {
        case "WordPiece": return try wordPiece(model, parts)
        case "Unigram": return try unigram(model, parts)
        default: throw type.unsupported()
        }
    }
}

/// Everything in the file but the model.
struct TokenizerParts {
    var addedTokens: [AddedToken]
    var frame: Frame
    var normalizer: Normalizer?
    var preTokenizer: PreTokenizer?

    struct AddedToken {
        let id: Int32
        let content: String
    }

    /// The special tokens around a window.
    struct Frame {
        var begin: Int32?
        var end: Int32?
    }

    var neverMatched: Set<Int32> { Set(addedTokens.map(\.id)) }

    func specialTokens(unknown: Int32) -> SpecialTokens {
        let padding = addedTokens.first { $0.content == "[PAD]" || $0.content == "<pad>" }
        return SpecialTokens(begin: frame.begin, end: frame.end, padding: padding?.id, unknown: unknown)
    }
}
