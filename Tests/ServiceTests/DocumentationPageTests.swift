import CanonicalJSON
import Testing

@testable import Service

@Suite("The page of the API's description")
struct DocumentationPageTests {
    private static let operations = Operation.all(in: OpenAPIDocument.value)

    @Test("It has every operation, with its summary and a command to try it", arguments: operations.map(\.id))
    func operation(id: String) throws {
        let operation = try #require(Self.operations.first { $0.id == id })
        let page = DocumentationPage.text
        let sections = page.split(separator: "<section class=\"entry\" ")
        let section = try #require(sections.first { $0.hasPrefix("id=\"\(id)\"") })
        #expect(section.contains(HTML(escaping: operation.summary).text))
        #expect(page.contains("<li><a href=\"#\(id)\""))
        for request in operation.requestExamples {
            let command = CurlCommand(operation, body: request.body).text
            #expect(section.contains(HTML(escaping: command).text))
        }
    }

    @Test("Every link leads to a place on the page")
    func links() {
        let page = DocumentationPage.text
        let ids = page.matches(of: /\bid="([^"]+)"/).map { String($0.1) }
        let links = page.matches(of: /href="#([^"]+)"/).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
        #expect(Set(links).subtracting(ids) == [])
    }

    @Test("It asks nothing of the network")
    func selfContained() {
        #expect(DocumentationPage.text.matches(of: /(src=|@import|url\(|<link|<iframe)/).isEmpty)
    }

    @Test("Whatever a document says, it is text and not markup")
    func escaping() {
        let hostile: JSONValue = "</code><script>alert('\"&`</script>`"
        let document: JSONValue = [
            "info": ["title": hostile, "version": hostile, "summary": hostile, "description": hostile],
            "tags": [["name": hostile, "description": hostile]],
            "paths": [
                "/</code><script>": [
                    "get": [
                        "operationId": hostile, "tags": [hostile], "summary": hostile,
                        "description": hostile,
                        "parameters": [
                            [
                                "name": hostile, "in": "query", "description": hostile, "example": hostile,
                                "schema": ["enum": [hostile], "pattern": hostile],
                            ]
                        ],
                        "responses": [
                            "200": [
                                "description": hostile,
                                "content": ["application/json": ["schema": ["const": hostile], "example": hostile]],
                            ]
                        ],
                    ]
                ]
            ],
            "components": [
                "schemas": [
                    "<script>": [
                        "type": "object", "description": hostile,
                        "properties": ["<script>": ["type": hostile, "default": hostile, "format": hostile]],
                    ]
                ]
            ],
        ]
        let page = DocumentationPage(document).html.text
        #expect(page.matches(of: /<script/).count == 1)
        #expect(!page.contains("<script>alert"))
        #expect(page.matches(of: /<code>/).count == page.matches(of: /<\/code>/).count)
    }

    @Test(
        "A command's arguments reach the server as they are",
        arguments: [
            ("plain", "plain"), ("http://h/a?b=c&d", "'http://h/a?b=c&d'"), ("it's", "'it'\\''s'"),
            ("$HOME `x` \"y\"", "'$HOME `x` \"y\"'"),
        ])
    func quoting(text: String, quoted: String) {
        #expect(CurlCommand.quoted(text) == quoted)
    }

    @Test(
        "JSON is broken where it does not fit",
        arguments: [
            (#"{"a":[1,2],"b":{}}"#, 40, #"{ "a": [1, 2], "b": {} }"#),
            (#"{"a":[1,2],"b":{}}"#, 20, "{\n  \"a\": [1, 2],\n  \"b\": {}\n}"),
            (#"{"a":[1,2]}"#, 6, "{\n  \"a\": [\n    1,\n    2\n  ]\n}"),
            (#"[]"#, 1, "[\n\n]"),
        ])
    func prettyPrinting(json: String, width: Int, text: String) throws {
        #expect(try JSONValue(parsing: json).pretty(width: width) == text)
    }
}
