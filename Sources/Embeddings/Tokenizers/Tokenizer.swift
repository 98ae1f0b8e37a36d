/// Cuts text into the pieces that a model was trained on and names each by its number.
///
/// Only the text itself is encoded: whoever feeds the model puts `SpecialTokens.begin` and `end` around each
/// window. What stands in a text can never become a special token: a prompt that contains `</s>` or `[SEP]` is
/// cut like any other text.
public protocol Tokenizer: Sendable {
    /// The number of ids; every id is in `0 ..< vocabularySize`.
    var vocabularySize: Int { get }

    /// The ids that frame a window, fill a batch and stand for what the vocabulary lacks.
    var specialTokens: SpecialTokens { get }

    /// Encodes any text, of any length, in linear time.
    func encode(_ text: String) -> TokenizedText
}

/// The pieces of one text.
public struct TokenizedText: Sendable, Equatable {
    /// Ids in the text's order, without special tokens. Empty for a text of white space.
    public var ids: [Int32]

    /// How many of `ids` are the unknown token.
    public var unknownCount: Int

    public init(ids: [Int32] = [], unknownCount: Int = 0) {
        self.ids = ids
        self.unknownCount = unknownCount
    }

    /// The share of the tokens that the vocabulary lacks, 0 to 1; 0 for a text without tokens.
    public var unknownShare: Float {
        ids.isEmpty ? 0 : Float(unknownCount) / Float(ids.count)
    }
}

/// The ids that are not text.
public struct SpecialTokens: Sendable, Equatable {
    /// Put before every window (`[CLS]`, `<s>`), if the model wants one.
    public var begin: Int32?
    /// Put after every window (`[SEP]`, `</s>`), if the model wants one.
    public var end: Int32?
    /// Fills a batch up to its longest text (`[PAD]`, `<pad>`), if there is one.
    public var padding: Int32?
    /// Stands for what the vocabulary lacks (`[UNK]`, `<unk>`).
    public var unknown: Int32

    public init(begin: Int32?, end: Int32?, padding: Int32?, unknown: Int32) {
        self.begin = begin
        self.end = end
        self.padding = padding
        self.unknown = unknown
    }
}
