import AsyncHTTPClient
import CacheCore
import CanonicalJSON
import Synchronization
import Testing

@testable import Embeddings

/// Against an HTTP server on the loopback interface.
@Suite struct RemoteEmbedderTests {
    private static let retries = RetryPolicy(
        maximumAttempts: 3, firstDelay: .milliseconds(2), maximumDelay: .milliseconds(1_500))

    private func embedder(
        _ service: FakeService, breaker: CircuitBreaker.Settings = CircuitBreaker.Settings(),
        configure: (inout RemoteEmbedderConfiguration) -> Void = { _ in }
    ) throws -> RemoteEmbedder {
        var configuration = RemoteEmbedderConfiguration(
            endpoint: service.url + "/v1/embeddings", model: "m", dimensions: 2)
        configuration.timeout = .seconds(5)
        configure(&configuration)
        return try RemoteEmbedder(configuration, client: .shared, retryPolicy: Self.retries, breaker: breaker)
    }

    /// Answers every text by a vector that tells its length, items in reverse order.
    private static func answer(_ request: FakeService.Request) -> FakeService.Reply {
        let inputs = (try? JSONValue(parsing: request.body)["input"]?.arrayValue) ?? []
        let items = inputs.enumerated().reversed().map { index, text in
            #"{"index":\#(index),"embedding":[\#(text.stringValue!.utf8.count),1]}"#
        }
        return .answer(status: 200, body: #"{"data":[\#(items.joined(separator: ","))]}"#)
    }

    private func withService(
        _ reply: @escaping @Sendable (Int, FakeService.Request) -> FakeService.Reply,
        _ body: (FakeService) async throws -> Void
    ) async throws {
        let service = try await FakeService(reply: reply)
        do {
            try await body(service)
        } catch {
            try await service.close()
            throw error
        }
        try await service.close()
    }

    private func embed(
        _ texts: [String], with embedder: RemoteEmbedder
    ) async -> Result<[Embedding], EmbedderError> {
        do throws(EmbedderError) {
            return .success(try await embedder.embed(texts, for: "t"))
        } catch {
            return .failure(error)
        }
    }

    @Test("Texts are sent in batches, with the key, and come back in their order")
    func batches() async throws {
        try await withService({ _, request in Self.answer(request) }) { service in
            let embedder = try embedder(service) {
                $0.batchSize = 3
                $0.apiKey = "secret"
            }
            let texts = (0..<8).map { String(repeating: "x", count: $0) }
            let embeddings = try await embedder.embed(texts, for: "t")
            let expected = (0..<8).map { Double($0) / (Double($0 * $0) + 1).squareRoot() }
            #expect(embeddings.map { Double($0.vector[0]) }.elementsEqual(expected) { abs($0 - $1) < 1e-6 })
            #expect(service.requests.count == 3)
            #expect(service.requests.allSatisfy { $0.authorization == "Bearer secret" })
            #expect(
                service.requests.allSatisfy { $0.line == "POST /v1/embeddings" })
        }
    }

    @Test("No texts, no request")
    func noTexts() async throws {
        try await withService({ _, _ in .hangUp }) { service in
            let embedder = try embedder(service)
            #expect(await embed([], with: embedder) == .success([]))
            #expect(service.requests.isEmpty)
        }
    }

    @Test("Failures that may pass are tried again", arguments: [429, 500, 502, 503, 504, 529])
    func passingFailures(status: Int) async throws {
        let reply: @Sendable (Int, FakeService.Request) -> FakeService.Reply = { number, request in
            number < 2 ? .answer(status: status, body: "") : Self.answer(request)
        }
        try await withService(reply) { service in
            let embedder = try embedder(service)
            #expect(await embed(["a"], with: embedder).success?.count == 1)
            #expect(service.requests.count == 3)
        }
    }

    @Test("A connection that is closed without a reply is tried again")
    func hangUp() async throws {
        try await withService({ number, request in number == 0 ? .hangUp : Self.answer(request) }) {
            service in
            let embedder = try embedder(service)
            #expect(await embed(["a"], with: embedder).success?.count == 1)
        }
    }

    @Test(
        "Failures that will not pass are reported at once, in the service's words but without the key",
        arguments: [400, 401, 404, 413])
    func lastingFailures(status: Int) async throws {
        let body = #"{"error":{"message":"key secret is bad"}}"#
        try await withService({ _, _ in .answer(status: status, body: body) }) { service in
            let embedder = try embedder(service) { $0.apiKey = "secret" }
            let error = await embed(["a"], with: embedder).failure
            #expect(
                error
                    == .failed(
                        "the embeddings service \(service.url)/v1/embeddings: status \(status): key [key] is bad"
                    ))
            #expect(service.requests.count == 1)
        }
    }

    @Test("Retry-After is waited for")
    func retryAfter() async throws {
        let reply: @Sendable (Int, FakeService.Request) -> FakeService.Reply = { number, request in
            number == 0
                ? .answer(status: 429, headers: [("Retry-After", "1")], body: "") : Self.answer(request)
        }
        try await withService(reply) { service in
            let embedder = try embedder(service)
            let time = try await ContinuousClock().measure { _ = try await embedder.embed(["a"], for: "t") }
            #expect(time >= .seconds(1))
        }
    }

    @Test("A reply that stalls in the middle ends with the time limit", .timeLimit(.minutes(10)))
    func stall() async throws {
        try await withService({ _, _ in .stall }) { service in
            let embedder = try embedder(service) { $0.timeout = .milliseconds(200) }
            let error = await embed(["a"], with: embedder).failure
            guard case .failed(let reason)? = error else { return #expect(error != nil) }
            #expect(reason.hasSuffix("no complete reply within 0.2 seconds"), "\(reason)")
            #expect(service.requests.count == 3)
        }
    }

    @Test("A reply without bounds is not read to its end")
    func hugeReply() async throws {
        let body = String(repeating: " ", count: 1_000_000)
        try await withService({ _, _ in .answer(status: 200, body: body) }) { service in
            let embedder = try embedder(service)
            let error = await embed(["a"], with: embedder).failure
            guard case .failed(let reason)? = error else { return #expect(error != nil) }
            #expect(reason.contains("its reply has more than"), "\(reason)")
        }
    }

    @Test("A reply of the wrong size is refused and not asked for again")
    func wrongDimensions() async throws {
        let body = #"{"data":[{"index":0,"embedding":[1,2,3]}]}"#
        try await withService({ _, _ in .answer(status: 200, body: body) }) { service in
            let embedder = try embedder(service)
            let error = await embed(["a"], with: embedder).failure
            guard case .failed(let reason)? = error else { return #expect(error != nil) }
            #expect(reason.hasSuffix("vectors of 3 components, where 2 are configured"), "\(reason)")
            #expect(service.requests.count == 1)
        }
    }

    @Test("A service that keeps failing is left alone, and asked again after the pause")
    func breaker() async throws {
        let isDown = Mutex(true)
        let reply: @Sendable (Int, FakeService.Request) -> FakeService.Reply = { _, request in
            isDown.withLock(\.self) ? .answer(status: 500, body: "") : Self.answer(request)
        }
        try await withService(reply) { service in
            let settings = CircuitBreaker.Settings(failureLimit: 2, pause: .seconds(4))
            let embedder = try embedder(service, breaker: settings)
            let first = await embed(["a"], with: embedder).failure
            #expect(first != nil)
            #expect(service.requests.count == 2)
            isDown.withLock { $0 = false }
            let second = await embed(["a"], with: embedder).failure
            guard case .failed(let reason)? = second else { return #expect(second != nil) }
            #expect(reason.contains("left alone"), "\(reason)")
            #expect(service.requests.count == 2)
            try await Task.sleep(for: .milliseconds(4_100))
            #expect(await embed(["a"], with: embedder).success?.count == 1)
        }
    }

    @Test("Beyond the limit of requests under way, the embedder is busy at once")
    func busy() async throws {
        try await withService({ _, _ in .stall }) { service in
            let embedder = try embedder(service) { $0.maximumConcurrentRequests = 1 }
            let waiting = Task { _ = try? await embedder.embed(["a"], for: "t") }
            while service.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            let error = await embed(["b"], with: embedder).failure
            #expect(error == .busy)
            waiting.cancel()
            await waiting.value
        }
    }

    @Test("A request that is cancelled ends at once")
    func cancellation() async throws {
        try await withService({ _, _ in .stall }) { service in
            let embedder = try embedder(service)
            let task = Task {
                await embed(["a"], with: embedder).failure
            }
            while service.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            let time = await ContinuousClock().measure {
                task.cancel()
                _ = await task.value
            }
            #expect(time < .seconds(8))
            #expect(
                await task.value == .failed("the embeddings service \(service.url)/v1/embeddings: cancelled"))
        }
    }

    @Test("Whatever shapes a vector is part of the fingerprint; the key is not")
    func fingerprint() throws {
        var configuration = RemoteEmbedderConfiguration(endpoint: "http://a/b", model: "m", dimensions: 2)
        let base = try RemoteEmbedder(configuration).fingerprint
        configuration.apiKey = "k"
        #expect(try RemoteEmbedder(configuration).fingerprint == base)
        let changes: [(inout RemoteEmbedderConfiguration) -> Void] = [
            { $0.endpoint = "http://a/c" }, { $0.model = "n" }, { $0.dimensions = 3 },
            { $0.textPrefix = "query: " },
            { $0.requestsDimensions = true },
        ]
        for change in changes {
            var changed = configuration
            change(&changed)
            #expect(try RemoteEmbedder(changed).fingerprint != base)
        }
    }

    @Test("A configuration that cannot work is refused, and the value is named")
    func configurationErrors() {
        func error(_ change: (inout RemoteEmbedderConfiguration) -> Void) -> RemoteEmbedderConfigurationError? {
            var configuration = RemoteEmbedderConfiguration(endpoint: "http://a/b", model: "m", dimensions: 2)
            change(&configuration)
            do throws(RemoteEmbedderConfigurationError) {
                _ = try RemoteEmbedder(configuration)
                return nil
            } catch {
                return error
            }
        }
        #expect(error { $0.endpoint = "localhost:80" } == .endpointIsNoURL("localhost:80"))
        #expect(error { $0.dimensions = 0 } == .notPositive("dimensions"))
        #expect(error { $0.batchSize = -1 } == .notPositive("batchSize"))
        #expect(error { $0.timeout = .zero } == .notPositive("timeout"))
        #expect(error { $0.apiKey = "a\r\nX-Evil: 1" } == .malformedKey)
    }

    @Test("The key comes from an environment variable that must be set")
    func keyFromEnvironment() throws {
        var configuration = RemoteEmbedderConfiguration(endpoint: "http://a/b", model: "m", dimensions: 2)
        try configuration.setAPIKey(fromVariable: "KEY", of: ["KEY": "secret"])
        #expect(configuration.apiKey == "secret")
        #expect(throws: RemoteEmbedderConfigurationError.missingKey(variable: "NONE")) {
            try configuration.setAPIKey(fromVariable: "NONE", of: [:])
        }
    }
}

extension Result {
    fileprivate var success: Success? { try? get() }

    fileprivate var failure: Failure? {
        guard case .failure(let error) = self else { return nil }
        return error
    }
}
