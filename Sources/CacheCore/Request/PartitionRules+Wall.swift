import CanonicalJSON

extension PartitionRules {
    /// The digest of a request's wall; nil where the rules change nothing, so that all texts but the matched one
    /// must be identical as they are.
    func wall(of request: CacheRequest) -> Digest? {
        let systems = systemTexts(of: request)
        guard !isVerbatim(for: request, systems: systems) else { return nil }
        var input = DigestInput("modelcache partition 2")
        describeWall(to: &input)
        input.append(request.tenant.name)
        input.append(request.user)
        input.append(request.version)
        if let key = request.partition {
            input.append(tag: .partitionKey)
            input.append(key)
            appendHistory(of: request, to: &input)
        } else {
            input.append(sampling == .classed ? SamplingClass.reduce(request.parameters) : request.parameters)
            input.append(request.context)
            appendMessages(of: request, systems: systems, to: &input)
        }
        return input.digest
    }

    /// The system prompts as they are compared, by their position.
    private func systemTexts(of request: CacheRequest) -> [Int: String] {
        var texts: [Int: String] = [:]
        let matched = request.matchedMessage
        for (position, message) in request.messages.enumerated() where message.isSystem && position != matched {
            texts[position] = system == .exact ? message.content : mask.blanked(message.content)
        }
        return texts
    }

    private func isVerbatim(for request: CacheRequest, systems: [Int: String]) -> Bool {
        guard request.partition == nil, context == .exact, sampling == .exact,
            request.matchedMessage.map({ request.messages[$0].attributes.members.isEmpty }) ?? true
        else { return false }
        switch system {
        case .exact: return true
        case .masked: return systems.allSatisfy { $1.utf8.elementsEqual(request.messages[$0].content.utf8) }
        case .semantic: return systems.isEmpty
        case .ignore: return false
        }
    }

    private func appendMessages(of request: CacheRequest, systems: [Int: String], to input: inout DigestInput) {
        let context = effectiveContext(of: request)
        let leans = leansOnContext(request)
        input.append(tag: leans ? .history : .absent)
        let matched = request.matchedMessage
        for (position, message) in request.messages.enumerated() {
            if position == matched {
                input.append(tag: .matchedMessage)
                input.append(message.attributes)
            } else if let text = systems[position] {
                appendSystem(message, text: text, to: &input)
            } else if context == .exact || leans || position > matched ?? .max {
                // A turn after the prompt begins the answer, so it counts in every mode.
                input.append(message)
            } else {
                appendTurn(message, of: request, context: context, to: &input)
            }
        }
    }

    private func appendSystem(_ message: Message, text: String, to input: inout DigestInput) {
        switch system {
        case .ignore: return
        case .semantic: input.append(tag: .comparedSystem)
        case .exact, .masked:
            input.append(tag: .system)
            input.append(text)
        }
        input.append(message.role)
        input.append(message.attributes)
    }

    private func appendTurn(
        _ message: Message, of request: CacheRequest, context: Context, to input: inout DigestInput
    ) {
        switch (context, message.role) {
        case (.last, _): break
        case (.spliced, _):
            // Roles and contents are in the text; what else there is must be identical.
            guard !message.attributes.members.isEmpty else { return }
            input.append(tag: .attributes)
            input.append(message.attributes)
        case (.conversation, _) where message.isUser || message.isAnswer:
            let unread = message.isAnswer ? ConversationText.unread(of: message) : ""
            if !unread.isEmpty, leaning(request.matchedText) {
                // What the prompt leans on may be what the text leaves out.
                input.append(tag: .history)
                input.append(unread)
            }
            guard !message.attributes.members.isEmpty else { return }
            input.append(tag: .attributes)
            input.append(message.attributes)
        case (_, "user"), (_, ""):
            input.append(tag: .comparedTurn)
            input.append(message.role)
            input.append(message.attributes)
        case (_, "assistant"):
            input.append(tag: .uncomparedTurn)
            input.append(message.role)
        default: input.append(message)
        }
    }

    /// With a partition key of the caller's own, only a prompt that leans on its history still needs it.
    private func appendHistory(of request: CacheRequest, to input: inout DigestInput) {
        guard leaning(request.matchedText), !context.matchesHistory || request.match != nil else { return }
        input.append(tag: .history)
        let matched = request.matchedMessage
        for (position, message) in request.messages.enumerated() where position != matched && !message.isSystem {
            input.append(message)
        }
    }

    /// The context mode for a request: where the caller names the text to match, all messages are its context and
    /// must be identical.
    func effectiveContext(of request: CacheRequest) -> Context {
        request.match == nil ? context : .exact
    }

    /// Whether a request's history must be identical although the context mode does not ask for it.
    func leansOnContext(_ request: CacheRequest) -> Bool {
        switch effectiveContext(of: request) {
        case .exact, .spliced, .conversation: false
        case .turnwise, .last: leaning(request.matchedText)
        }
    }
}

extension Message {
    /// Whether this is an instruction of the application.
    var isSystem: Bool { role == "system" || role == "developer" }

    /// Whether the user said this.
    var isUser: Bool { role == "user" || role.isEmpty }

    /// Whether this is an answer of the model.
    var isAnswer: Bool { role == "assistant" }
}
