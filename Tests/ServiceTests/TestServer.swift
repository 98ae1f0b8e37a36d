import CacheCore
import CanonicalJSON
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import ModelCache
import NIOCore
import Service
import TestSupport

/// A service on a cache in memory, called without a socket.
struct TestServer {
    let cache: SemanticCache
    let registry = PrometheusRegistry(descriptions: metricDescriptions)
    private let service: CacheService

    init(
        configuration: Configuration = Configuration(), store: any EntryStore = MapEntryStore(),
        embedder: (any Embedder)? = nil, log: LogLines = LogLines()
    ) async throws {
        var logger = Logger(label: "test") { _ in log.handler }
        logger.logLevel = .error
        var configuration = configuration
        // However many tests run at the same time.
        configuration.lookupBudget = .seconds(600)
        cache = try await SemanticCache.open(
            store, configuration: configuration, embedder: embedder,
            index: embedder == nil ? nil : BruteForceIndex(), verifier: nil, metrics: registry, logger: logger)
        service = CacheService(
            cache: cache, configuration: configuration, registry: registry, logger: logger)
    }

    struct Reply: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let body: ByteBuffer

        var text: String { String(buffer: body) }

        var json: JSONValue {
            get throws { try JSONValue(parsing: Array(buffer: body)) }
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ uri: String, body: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await send(method, uri, bytes: body.map { Array($0.utf8) }, headers: headers)
    }

    func send(
        _ method: HTTPRequest.Method, _ uri: String, bytes: [UInt8]?, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await service.application().test(.router) { client in
            try await client.execute(
                uri: uri, method: method, headers: headers, body: bytes.map { ByteBuffer(bytes: $0) }
            ) { response in
                Reply(status: response.status, headers: response.headers, body: response.body)
            }
        }
    }

    /// Sends a request of the compatible protocol and returns its reply, which must come with 200.
    func modelcache(_ body: String) async throws -> JSONValue {
        let reply = try await send(.post, "/modelcache", body: body)
        return try reply.json
    }
}
