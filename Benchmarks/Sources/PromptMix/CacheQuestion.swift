/// One question to a cache, and what it must answer.
public struct CacheQuestion: Sendable, Equatable {
    public let tenant: String
    public let prompt: String
    /// The one right answer; nil where no stored answer is right.
    public let answer: String?
    /// What is written after a miss; nil when nothing is.
    public let answerToInsert: String?

    public init(tenant: String, prompt: String, answer: String?, answerToInsert: String? = nil) {
        self.tenant = tenant
        self.prompt = prompt
        self.answer = answer
        self.answerToInsert = answerToInsert
    }
}

/// An entry of a cache.
public struct CacheEntry: Sendable, Equatable {
    public let tenant: String
    public let prompt: String
    public let answer: String

    public init(tenant: String, prompt: String, answer: String) {
        self.tenant = tenant
        self.prompt = prompt
        self.answer = answer
    }
}
