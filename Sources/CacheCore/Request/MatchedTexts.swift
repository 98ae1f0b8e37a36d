/// The texts of a request that are compared by meaning.
public struct MatchedTexts: Sendable, Equatable {
    /// The text that is embedded and searched for.
    public let prompt: String
    /// System prompts (in `system: semantic`) and earlier user turns (in `context: turnwise`), in their order. They
    /// must mean the same as their counterparts; requests in one partition have the same number of them.
    public let context: [String]
    /// Whether the prompt's answer holds for ever and for everybody.
    public let nature: PromptNature

    public init(prompt: String, context: [String] = [], nature: PromptNature = .lasting) {
        self.prompt = prompt
        self.context = context
        self.nature = nature
    }

    public init(_ request: CacheRequest, rules: PartitionRules = PartitionRules()) {
        prompt = rules.prompt(of: request)
        context = rules.comparedContext(of: request)
        nature = rules.nature(prompt)
    }

    /// The prompt alone, without reading its nature.
    static func prompt(of request: CacheRequest, rules: PartitionRules) -> String {
        rules.prompt(of: request)
    }

    /// The texts beside the prompt that must be judged before `candidate` may answer; nil when the two do not
    /// line up, and so may not. Identical texts need no judgement and are left out.
    public func pairs(with candidate: MatchedTexts) -> [ContextPair]? {
        guard context.count == candidate.context.count else { return nil }
        return zip(context, candidate.context).compactMap { asked, stored in
            asked.utf8.elementsEqual(stored.utf8) ? nil : ContextPair(asked: asked, stored: stored)
        }
    }

    var byteCount: Int {
        context.reduce(prompt.utf8.count) { $0 + $1.utf8.count }
    }
}

/// A text around a prompt and its counterpart around a stored one.
public struct ContextPair: Sendable, Hashable {
    public let asked: String
    public let stored: String

    public init(asked: String, stored: String) {
        self.asked = asked
        self.stored = stored
    }
}

extension PartitionRules {
    fileprivate func prompt(of request: CacheRequest) -> String {
        switch effectiveContext(of: request) {
        case .spliced: rewritten(spliced(request))
        case .conversation: rewritten(conversation(request))
        case .exact, .turnwise, .last: rewritten(request.matchedText)
        }
    }

    fileprivate func comparedContext(of request: CacheRequest) -> [String] {
        let context = effectiveContext(of: request)
        guard request.partition == nil, context != .spliced, system == .semantic || context == .turnwise else {
            return []
        }
        let leans = leansOnContext(request)
        let matched = request.matchedMessage
        var texts: [String] = []
        for (position, message) in request.messages.enumerated() where position != matched {
            if message.isSystem {
                if system == .semantic { texts.append(mask.blanked(message.content)) }
            } else if context == .turnwise, !leans, message.isUser {
                texts.append(rewritten(message.content))
            }
        }
        return texts
    }

    /// The whole conversation as one text, in the form of `CacheRequest.keyText`.
    private func spliced(_ request: CacheRequest) -> String {
        guard system != .exact else { return request.keyText }
        let matched = request.matchedMessage
        var shown = request
        shown.messages = request.messages.enumerated().compactMap { position, message in
            guard message.isSystem, position != matched else { return message }
            return system == .ignore
                ? nil
                : Message(role: message.role, content: mask.blanked(message.content))
        }
        return shown.keyText
    }

    /// What user and assistant said up to the matched message.
    private func conversation(_ request: CacheRequest) -> String {
        let history = request.messages.prefix(request.matchedMessage ?? 0)
        return ConversationText.of(request.matchedText, after: history.filter { $0.isUser || $0.isAnswer })
    }

    /// A text of which the rules would leave nothing stays as it is: empty texts all look alike.
    private func rewritten(_ text: String) -> String {
        guard !rewrites.isEmpty else { return text }
        let rewritten = rewrites.reduce(text) { $1($0) }
        return rewritten.contains { !$0.isWhitespace } ? rewritten : text
    }
}
