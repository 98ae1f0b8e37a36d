import CanonicalJSON

/// One turn of a conversation.
public struct Message: Sendable, Equatable {
    public var role: String
    public var content: String
    /// Other fields that the caller gave (a name, tool calls): not compared by meaning, but they must be
    /// identical. Empty for plain messages.
    public var attributes: JSONObject

    public init(role: String, content: String, attributes: JSONObject = JSONObject()) {
        self.role = role
        self.content = content
        self.attributes = attributes
    }

    public static func user(_ content: String) -> Message {
        Message(role: "user", content: content)
    }

    public static func system(_ content: String) -> Message {
        Message(role: "system", content: content)
    }

    public static func assistant(_ content: String) -> Message {
        Message(role: "assistant", content: content)
    }
}

/// What a caller asks the cache: a prompt, and everything else that its answer depends on.
public struct CacheRequest: Sendable, Equatable {
    public var tenant: Tenant
    /// Entries of one user are never served to another. Nil is a scope of its own, shared by all callers who
    /// name no user.
    public var user: String?
    /// The version of the model or of the application.
    public var version: String?
    /// The conversation, oldest turn first. The last user message is what may be matched by meaning; the tenant's
    /// `PartitionRules` say how the others are compared.
    public var messages: [Message]
    /// The text to match by meaning, when it is not the last user message. All messages must then be
    /// identical.
    public var match: String?
    /// What must be identical besides: retrieved documents, tools.
    public var context: JSONValue?
    /// Request parameters that change the answer: temperature, response format, tools.
    public var parameters: JSONValue?
    /// A wall of the caller's own, for callers who know best: requests with the same key may be compared by meaning
    /// whatever their system prompts, parameters, context and history are. Tenant, user and version still count.
    public var partition: String?

    public init(
        tenant: Tenant, user: String? = nil, version: String? = nil, messages: [Message],
        match: String? = nil, context: JSONValue? = nil, parameters: JSONValue? = nil,
        partition: String? = nil
    ) {
        self.tenant = tenant
        self.user = user
        self.version = version
        self.messages = messages
        self.match = match
        self.context = context
        self.parameters = parameters
        self.partition = partition
    }

    /// A request with a single user message.
    public init(tenant: Tenant, prompt: String) {
        self.init(tenant: tenant, messages: [.user(prompt)])
    }

    /// The position of the message that may be matched by meaning: the last from the user (or without a
    /// role), else the last. Nil when `match` takes its place or when there are no messages.
    public var matchedMessage: Int? {
        guard match == nil else { return nil }
        return messages.lastIndex { $0.role == "user" || $0.role.isEmpty } ?? messages.indices.last
    }

    /// The text that may be matched by meaning.
    public var matchedText: String {
        match ?? matchedMessage.map { messages[$0].content } ?? ""
    }

    /// The request as one line for people and for the compatible endpoint's `hit_query`: the messages as
    /// `role###content`, joined by `|||` (the original ModelCache's splicing, markers are not escaped).
    public var keyText: String {
        if messages.isEmpty {
            return match ?? ""
        }
        var text = ""
        for (position, message) in messages.enumerated() {
            if position > 0 { text += "|||" }
            text += message.role
            text += "###"
            text += message.content
        }
        return text
    }
}
