import CacheCore
import CanonicalJSON
import HTTPTypes
import ModelCache
import NIOCore
import TestSupport
import Testing

@testable import Service

/// A service on a store that can fail and an embedder that can fail. Whatever it replies is compared with the
/// API's document.
///
/// It holds one entry, number 1, of the tenant `shop`, unless it is empty. The tenants named after a mode are
/// in that mode; `blocked` is a blocked model. No answers are kept in memory, so that a failing store shows.
struct DescribedService {
    static let bodyLimit = 4_096
    static let operations = Operation.all(in: OpenAPIDocument.value)

    let store = FailingStore()
    let embedder = FakeEmbedder()
    private let server: TestServer

    var cache: SemanticCache { server.cache }

    init(isEmpty: Bool = false, hasEmbedder: Bool = true) async throws {
        var configuration = Configuration()
        configuration.policy.standard.mode = .exact
        configuration.bodyLimit = Self.bodyLimit
        configuration.blockedModels = ["blocked"]
        configuration.answerMemory = 0
        configuration.embeddingMaximumText = 1_000
        for mode in CacheMode.allCases {
            configuration.policy.tenants[Tenant(mode.rawValue)] = TenantPolicy(mode: mode, threshold: 0.95)
        }
        server = try await TestServer(
            configuration: configuration, store: store, embedder: hasEmbedder ? embedder : nil)
        guard !isEmpty else { return }
        try await cache.insert(CacheRequest(tenant: "shop", prompt: "Are you open?"), answer: "Yes.")
    }

    /// A reply that is as the document says.
    struct Reply {
        let status: Int
        let headers: HTTPFields
        /// JSON as it is, any other text as a string; nil for an empty body.
        let body: JSONValue?
    }

    /// Sends a request to an operation and records an issue for whatever the document does not say of the
    /// reply: its status, media type, headers, and every field of its body.
    ///
    /// - Parameter target: path and query; nil for the operation's path as it is.
    func send(
        _ operationID: String, target: String? = nil, body: String? = nil
    ) async throws -> Reply {
        let operation = try #require(Self.operations.first { $0.id == operationID })
        let method = try #require(HTTPRequest.Method(operation.method))
        let response = try await server.send(method, target ?? operation.path, body: body)
        let described = try #require(
            operation.replies.first { $0.status == "\(response.status.code)" },
            "\(operationID) does not say that it may reply \(response.status.code)")
        for header in described.headers {
            let name = try #require(HTTPField.Name(header))
            let isOptional = header == "Location"
            #expect(isOptional || response.headers[name] != nil, "\(header) is missing")
        }
        let reply = Reply(
            status: response.status.code, headers: response.headers, body: Self.body(of: response))
        guard let content = described.content else {
            #expect(reply.body == nil)
            return reply
        }
        let type = try #require(response.headers[.contentType])
        #expect(type.prefix { $0 != ";" } == content.mediaType)
        let validator = JSONSchemaValidator(document: OpenAPIDocument.value, isClosed: true)
        let errors = validator.errors(in: try #require(reply.body), schema: content.schema)
        #expect(errors == [], "\(operationID) \(reply.status)")
        return reply
    }

    private static func body(of response: TestServer.Reply) -> JSONValue? {
        guard response.body.readableBytes > 0 else { return nil }
        guard let type = response.headers[.contentType], type.contains("json"), !type.contains("ndjson") else {
            return .string(response.text)
        }
        return try? response.json
    }
}
