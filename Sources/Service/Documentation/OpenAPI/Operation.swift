import CanonicalJSON

/// One operation of an OpenAPI document, with its references resolved.
struct Operation {
    struct Parameter {
        let name: String
        /// `path`, `query` or `header`.
        let location: String
        let isRequired: Bool
        let description: String
        let schema: JSONValue
        let example: JSONValue?
    }

    /// An example of a body. Those of a request and of its reply have the same name, which is empty where
    /// there is only one.
    struct Example {
        let name: String
        let summary: String?
        let value: JSONValue
    }

    /// A body in one media type.
    struct Content {
        let mediaType: String
        let schema: JSONValue
        let examples: [Example]
    }

    struct Reply {
        let status: String
        let description: String
        /// The component that several operations share.
        let sharedName: String?
        let headers: [String]
        let content: Content?
    }

    let method: String
    let path: String
    let id: String
    let tag: String
    let summary: String
    let description: String?
    let parameters: [Parameter]
    let body: Content?
    let replies: [Reply]
}

extension Operation {
    /// A request to try the operation with: one for each example of its body, one if it has no body.
    struct RequestExample {
        let name: String
        let summary: String?
        let body: JSONValue?
    }

    var requestExamples: [RequestExample] {
        // A plain nil would be JSON's null here.
        guard let body else { return [RequestExample(name: "", summary: nil, body: Optional.none)] }
        return body.examples.map { RequestExample(name: $0.name, summary: $0.summary, body: $0.value) }
    }

    /// The reply that the document gives for a request.
    func reply(to request: RequestExample) -> (reply: Reply, example: Example)? {
        for reply in replies where reply.sharedName == nil {
            if let example = reply.content?.examples.first(where: { $0.name == request.name }) {
                return (reply, example)
            }
        }
        return nil
    }

    /// All operations of a document in its order.
    static func all(in document: JSONValue) -> [Operation] {
        members(document["paths"]).flatMap { path in
            members(path.value).filter { $0.value.objectValue != nil }.map { method in
                Operation(method.key.uppercased(), path.key, method.value, in: document)
            }
        }
    }

    private init(_ method: String, _ path: String, _ value: JSONValue, in document: JSONValue) {
        self.method = method
        self.path = path
        id = value["operationId"]?.stringValue ?? ""
        tag = value["tags"]?.arrayValue?.first?.stringValue ?? ""
        summary = value["summary"]?.stringValue ?? ""
        description = value["description"]?.stringValue
        parameters = (value["parameters"]?.arrayValue ?? []).map { parameter in
            Parameter(document.resolving(parameter))
        }
        body = value["requestBody"]?["content"].flatMap(Content.init)
        replies = Self.members(value["responses"]).map { member in
            Reply(status: member.key, member.value, in: document)
        }
    }

    static func members(_ value: JSONValue?) -> [JSONObject.Member] {
        value?.objectValue?.members ?? []
    }
}

extension Operation.Parameter {
    init(_ value: JSONValue) {
        name = value["name"]?.stringValue ?? ""
        location = value["in"]?.stringValue ?? ""
        isRequired = value["required"]?.boolValue ?? false
        description = value["description"]?.stringValue ?? ""
        schema = value["schema"] ?? [:]
        example = value["example"]
    }
}

extension Operation.Content {
    /// Reads the first media type of a `content` object.
    init?(_ content: JSONValue) {
        guard let media = Operation.members(content).first else { return nil }
        mediaType = media.key
        schema = media.value["schema"] ?? [:]
        if let example = media.value["example"] {
            examples = [Operation.Example(name: "", summary: nil, value: example)]
        } else {
            examples = Operation.members(media.value["examples"]).map { member in
                Operation.Example(
                    name: member.key, summary: member.value["summary"]?.stringValue,
                    value: member.value["value"] ?? .null)
            }
        }
    }
}

extension Operation.Reply {
    init(status: String, _ value: JSONValue, in document: JSONValue) {
        let reply = document.resolving(value)
        self.status = status
        description = reply["description"]?.stringValue ?? ""
        sharedName = value["$ref"]?.stringValue.map(JSONValue.componentName)
        headers = Operation.members(reply["headers"]).map(\.key)
        content = reply["content"].flatMap(Operation.Content.init)
    }
}

extension JSONValue {
    /// The value that a reference object stands for; any other value as it is.
    ///
    /// References are JSON pointers (RFC 6901) into this document. Keys with `~` or `/` do not occur in them.
    func resolving(_ value: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.stringValue, reference.hasPrefix("#/") else { return value }
        let target = reference.dropFirst(2).split(separator: "/").reduce(Optional(self)) { found, key in
            found?[String(key)]
        }
        guard let target else { preconditionFailure("the document has no \(reference)") }
        return target
    }

    /// `Entry` of `#/components/schemas/Entry`.
    static func componentName(_ reference: String) -> String {
        reference.split(separator: "/").last.map(String.init) ?? reference
    }
}
