import CacheCore
import CanonicalJSON
import HTTPTypes
import Hummingbird
import Logging
import ModelCache
import Testing

@testable import Service

@Suite("The API's document")
struct OpenAPITests {
    private static let document = OpenAPIDocument.value
    private static let operations = Operation.all(in: document)
    private static let schemas = Operation.members(document["components"]?["schemas"])

    @Test("It has the routes of the router, no more and no fewer")
    func routes() async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let cache = try await SemanticCache.inMemory(logger: logger)
        let service = CacheService(cache: cache, configuration: Configuration(), logger: logger)
        let routes = service.router().routes.map { "\($0.method.rawValue) \($0.path)" }
        #expect(Set(routes) == Set(Self.operations.map { "\($0.method) \($0.path)" }))
        #expect(Set(routes).count == routes.count)
    }

    @Test("Every operation has a name of its own, a known tag, a summary and a reply")
    func operationsAreComplete() {
        let tags = (Self.document["tags"]?.arrayValue ?? []).map { $0["name"]?.stringValue }
        #expect(Set(Self.operations.map(\.id)).count == Self.operations.count)
        for operation in Self.operations {
            #expect(!operation.id.isEmpty && !operation.summary.isEmpty && !operation.replies.isEmpty)
            #expect(tags.contains(operation.tag), "\(operation.id)")
        }
    }

    @Test("Every parameter in a path is described, and no other", arguments: operations.map(\.path))
    func pathParameters(path: String) {
        let inPath = path.matches(of: /\{(\w+)\}/).map { String($0.1) }
        for operation in Self.operations where operation.path == path {
            let described = operation.parameters.filter { $0.location == "path" }
            #expect(described.map(\.name) == inPath)
            #expect(described.allSatisfy { $0.isRequired && $0.example != nil })
        }
    }

    @Test("Every reference leads somewhere, and every component is referred to")
    func references() throws {
        let text = String(decoding: OpenAPIDocument.encoded, as: UTF8.self)
        let references = Set(text.matches(of: /"\$ref":"#\/components\/([^"]+)"/).map { String($0.1) })
        let components = Operation.members(Self.document["components"]).flatMap { kind in
            Operation.members(kind.value).map { "\(kind.key)/\($0.key)" }
        }
        #expect(references == Set(components))
    }

    @Test("Every example of a body is valid", arguments: operations.map(\.id))
    func bodyExamples(id: String) throws {
        let operation = try #require(Self.operations.first { $0.id == id })
        let validator = JSONSchemaValidator(document: Self.document, isClosed: true)
        for content in [operation.body].compactMap({ $0 }) + operation.replies.compactMap(\.content) {
            for example in content.examples {
                #expect(
                    validator.errors(in: example.value, schema: content.schema) == [], "\(example.name)")
            }
        }
    }

    @Test("Every example of a parameter and every default is valid")
    func parameterExamples() {
        let validator = JSONSchemaValidator(document: Self.document)
        for parameter in Self.operations.flatMap(\.parameters) {
            for value in [parameter.example, parameter.schema["default"]].compactMap({ $0 }) {
                #expect(validator.errors(in: value, schema: parameter.schema) == [], "\(parameter.name)")
            }
        }
        for property in Self.schemas.flatMap({ Operation.members($0.value["properties"]) }) {
            guard let value = property.value["default"] else { continue }
            #expect(validator.errors(in: value, schema: property.value) == [], "\(property.key)")
        }
    }

    @Test("The values of an enumeration are those of the code")
    func enumerations() {
        #expect(values(of: "MissReason") == Set(MissReason.allCases.map(\.rawValue)))
        #expect(values(of: "Tier") == [Tier.exact.rawValue, Tier.semantic.rawValue])
        let types = Self.document["components"]?["schemas"]?["CompatibleRequest"]?["discriminator"]?["mapping"]
        #expect(
            Operation.members(types).map(\.key).sorted()
                == CompatibleRequest.Kind.allCases.map(\.rawValue).sorted())
    }

    private func values(of schema: String) -> Set<String> {
        let choices = Self.document["components"]?["schemas"]?[schema]?["oneOf"]?.arrayValue ?? []
        return Set(choices.compactMap { $0["const"]?.stringValue })
    }
}
