import CanonicalJSON

/// One operation on the page: what it does, what it takes, examples, and what it replies.
struct OperationSection {
    private let operation: Operation

    init(_ operation: Operation) {
        self.operation = operation
    }

    var html: HTML {
        """
        <section class="entry" id="\(operation.id)">
        <h3><a href="#\(operation.id)">\(operation.summary)</a></h3>
        <p class="route">\(Self.badge(operation.method)) \(Self.path(operation.path))</p>
        \(HTML.paragraphs(operation.description ?? ""))\
        \(parameters)\(body)\(examples)\(replies)\(otherExamples)</section>

        """
    }

    static func badge(_ method: String) -> HTML {
        "<span class=\"method \(method.lowercased())\">\(method)</span>"
    }

    /// A path that may be broken after its slashes.
    static func path(_ path: String) -> HTML {
        "<code>\(path.split(separator: "/").map { "/<wbr>\(String($0))" as HTML })</code>"
    }

    private var parameters: HTML {
        guard !operation.parameters.isEmpty else { return .empty }
        let rows = operation.parameters.map { parameter in
            """
            <tr><td><code>\(parameter.name)</code>\(SchemaSection.requirement(parameter.isRequired))</td>\
            <td>\(parameter.location)</td><td>\(SchemaSection.type(parameter.schema))</td>\
            <td>\(HTML.inline(parameter.description))</td></tr>

            """ as HTML
        }
        return """
            <h4>Parameters</h4>
            <div class="scroll"><table>
            <thead><tr><th>Name</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table></div>

            """
    }

    private var body: HTML {
        guard let body = operation.body else { return .empty }
        return """
            <h4>Body</h4>
            <p>\(SchemaSection.type(body.schema)) as <code>\(body.mediaType)</code></p>

            """
    }

    private var examples: HTML {
        let figures = operation.requestExamples.map { request in
            """
            <figure>
            \(request.summary.map { "<figcaption>\($0)</figcaption>\n" as HTML } ?? .empty)\
            <pre class="request"><code>\(CurlCommand(operation, body: request.body).text)</code></pre>
            \(answer(to: request))</figure>

            """ as HTML
        }
        return "<h4>\(figures.count > 1 ? "Examples" : "Example")</h4>\n\(figures)"
    }

    private func answer(to request: Operation.RequestExample) -> HTML {
        operation.reply(to: request).map { Self.reply($0.example.value) } ?? .empty
    }

    /// What a server sends: text as it is, anything else as JSON.
    static func reply(_ value: JSONValue) -> HTML {
        "<pre class=\"reply\"><code>\(value.stringValue ?? value.pretty())</code></pre>\n"
    }

    private var replies: HTML {
        let rows = operation.replies.map { reply in
            // The request's id comes with every reply and is told once, at the top of the page.
            let headers = reply.headers.filter { $0 != "X-Request-Id" }.map { " Header: `\($0)`." }
            return """
                <tr><td><span class="status s\(String(reply.status.prefix(1)))">\(reply.status)</span></td>\
                <td>\(HTML.inline(reply.description + headers.joined()))</td><td>\(content(of: reply))</td></tr>

                """ as HTML
        }
        return """
            <h4>Replies</h4>
            <div class="scroll"><table class="replies">
            <thead><tr><th>Status</th><th>Meaning</th><th>Body</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table></div>

            """
    }

    private func content(of reply: Operation.Reply) -> HTML {
        if let name = reply.sharedName {
            return "<a href=\"#error-\(name)\">\(name)</a>"
        }
        guard let content = reply.content else { return "none" }
        return content.mediaType == "application/json"
            ? SchemaSection.type(content.schema) : "<code>\(content.mediaType)</code>"
    }

    /// Examples of replies that no request example leads to.
    private var otherExamples: HTML {
        let requests = operation.requestExamples.map(\.name)
        let answered = operation.replies.filter { $0.sharedName == nil }
        let figures = answered.flatMap { reply in
            (reply.content?.examples ?? []).filter { !requests.contains($0.name) }.map { example in
                """
                <figure>
                <figcaption>\(reply.status): \(HTML.inline(example.summary ?? reply.description))</figcaption>
                \(Self.reply(example.value))</figure>

                """ as HTML
            }
        }
        return figures.isEmpty ? .empty : "<h4>More replies</h4>\n\(figures)"
    }
}
