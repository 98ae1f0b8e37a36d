import CanonicalJSON

/// The page at `/docs`: an OpenAPI document for people, whole in one file.
///
/// It is made from the document alone. Texts in it are plain, with the few marks that `HTML.inline` and
/// `HTML.paragraphs` know.
struct DocumentationPage {
    /// The page of this service, made once.
    static let text = DocumentationPage(OpenAPIDocument.value).html.text

    private let document: JSONValue
    private let operations: [Operation]
    private let tags: [(name: String, description: String)]

    init(_ document: JSONValue) {
        self.document = document
        operations = Operation.all(in: document)
        tags = (document["tags"]?.arrayValue ?? []).map { tag in
            (tag["name"]?.stringValue ?? "", tag["description"]?.stringValue ?? "")
        }
    }

    var html: HTML {
        let information = document["info"]
        let title = information?["title"]?.stringValue ?? ""
        let version = information?["version"]?.stringValue ?? ""
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title) \(version): the HTTP API</title>
            <style>\(PageStyle.styleSheet)</style>
            </head>
            <body data-server="\(CurlCommand.server)">
            <header>
            <h1>\(title) <small>\(version)</small></h1>
            <p class="lead">\(information?["summary"]?.stringValue ?? "")</p>
            \(HTML.paragraphs(information?["description"]?.stringValue ?? ""))
            </header>
            \(contents(title: title))
            <main>
            \(tags.map(chapter))
            \(sharedReplies)
            \(schemas)
            </main>
            <script>\(PageStyle.script)</script>
            </body>
            </html>

            """
    }

    private func contents(title: String) -> HTML {
        let chapters = tags.map { tag in
            """
            <h2><a href="#\(anchor(tag.name))">\(tag.name)</a></h2>
            <ul>
            \(operations.filter { $0.tag == tag.name }.map(contentsLine))</ul>

            """ as HTML
        }
        return """
            <nav aria-label="Contents">
            <p class="brand"><a href="#">\(title)</a></p>
            \(chapters)<h2><a href="#errors">Error replies</a></h2>
            <h2><a href="#schemas">Schemas</a></h2>
            <p><a href="openapi.json">openapi.json</a></p>
            </nav>
            """
    }

    private func contentsLine(_ operation: Operation) -> HTML {
        """
        <li><a href="#\(operation.id)" title="\(operation.summary)">\
        \(OperationSection.badge(operation.method)) \(OperationSection.path(operation.path))</a></li>

        """
    }

    private func chapter(_ tag: (name: String, description: String)) -> HTML {
        let sections = operations.filter { $0.tag == tag.name }.map { OperationSection($0).html }
        return """
            <section class="chapter" id="\(anchor(tag.name))">
            <h2>\(tag.name)</h2>
            \(HTML.paragraphs(tag.description))
            \(sections)</section>

            """
    }

    private func anchor(_ tag: String) -> String {
        tag.lowercased().replacing(" ", with: "-")
    }

    /// The replies that several operations have in common.
    private var sharedReplies: HTML {
        let replies = Operation.members(document["components"]?["responses"]).map { member in
            let reply = Operation.Reply(status: "", member.value, in: document)
            let example = reply.content?.examples.first?.value
            return """
                <section class="entry" id="error-\(member.key)">
                <h3>\(example?["status"]?.oneLine ?? "") \(member.key)</h3>
                \(HTML.paragraphs(reply.description))
                \(OperationSection.reply(example ?? .null))
                </section>

                """ as HTML
        }
        return """
            <section class="chapter" id="errors">
            <h2>Error replies</h2>
            <p>Problem documents, as <code>application/problem+json</code>. A path or a method that is not \
            described here is answered 404 with the type <code>urn:modelcache:problem:no-such-route</code>.</p>
            \(replies)</section>
            """
    }

    private var schemas: HTML {
        let sections = Operation.members(document["components"]?["schemas"]).map { member in
            SchemaSection(name: member.key, schema: member.value, document: document).html
        }
        return """
            <section class="chapter" id="schemas">
            <h2>Schemas</h2>
            <p>Objects in replies may get more fields in later versions.</p>
            \(sections)</section>
            """
    }
}
