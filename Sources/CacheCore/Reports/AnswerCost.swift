/// What an answer cost when a model gave it, as far as the caller said so: what each hit on it saves.
public struct AnswerCost: Sendable, Equatable {
    public var promptTokens: Int?
    public var completionTokens: Int?
    /// How long the model took, in seconds.
    public var latency: Double?

    public init(promptTokens: Int? = nil, completionTokens: Int? = nil, latency: Double? = nil) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.latency = latency
    }

    public var isEmpty: Bool { promptTokens == nil && completionTokens == nil && latency == nil }

    /// Tokens of a text nobody has counted: a token for each four bytes of UTF-8, which is near for English prose (four
    /// letters) and for Chinese (one or two characters).
    public static func estimatedTokens(bytes: Int) -> Int {
        bytes == 0 ? 0 : max(1, bytes / 4)
    }
}
