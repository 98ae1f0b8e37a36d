import AsyncHTTPClient
import CacheCore
import CanonicalJSON
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// Embeds texts by asking a service: OpenAI's, any that speaks its protocol, or Text Embeddings Inference.
///
/// Recent texts are remembered. A reply is only believed when it holds one finite vector of the configured size for every text. Failures that may
/// pass are repeated by a `RetryPolicy`; a service that keeps failing is left alone by a `CircuitBreaker`.
public final class RemoteEmbedder: Embedder {
    private struct State {
        var breaker: CircuitBreaker
        var requestsUnderWay = 0
    }

    public let fingerprint: EmbeddingFingerprint
    public var dimensions: Int { configuration.dimensions }

    private let configuration: RemoteEmbedderConfiguration
    private let retryPolicy: RetryPolicy
    private let client: HTTPClient
    private let memory: RecentEmbeddings
    private let state: Mutex<State>

    /// Unlike `HTTPClient.shared`, it reports a refused connection at once instead of trying until the time is up.
    /// It lives as long as the process.
    public static let standardClient: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// - Parameter client: sends the requests; whoever made it shuts it down.
    /// - Throws: `RemoteEmbedderConfigurationError`, naming the value that cannot be used.
    public convenience init(
        _ configuration: RemoteEmbedderConfiguration, client: HTTPClient = RemoteEmbedder.standardClient
    ) throws(RemoteEmbedderConfigurationError) {
        try self.init(
            configuration, client: client, retryPolicy: RetryPolicy(), breaker: CircuitBreaker.Settings())
    }

    init(
        _ configuration: RemoteEmbedderConfiguration, client: HTTPClient, retryPolicy: RetryPolicy,
        breaker: CircuitBreaker.Settings
    ) throws(RemoteEmbedderConfigurationError) {
        try configuration.validate()
        self.configuration = configuration
        self.retryPolicy = retryPolicy
        self.client = client
        memory = RecentEmbeddings(capacity: configuration.memory)
        self.fingerprint = EmbeddingFingerprint(rawValue: configuration.fingerprint)
        self.state = Mutex(State(breaker: CircuitBreaker(breaker)))
    }

    public func embed(_ texts: [String], for tenant: Tenant) async throws(EmbedderError) -> [Embedding] {
        try await memory.embed(texts) { missing async throws(EmbedderError) in try await request(missing) }
    }

    /// Leaves the memory to the texts that are asked for.
    public func embedInBackground(
        _ texts: [String], for tenant: Tenant
    ) async throws(EmbedderError) -> [Embedding] {
        try await request(texts)
    }

    private func request(_ texts: [String]) async throws(EmbedderError) -> [Embedding] {
        var embeddings: [Embedding] = []
        embeddings.reserveCapacity(texts.count)
        for start in stride(from: 0, to: texts.count, by: configuration.batchSize) {
            let batch = Array(texts[start..<min(start + configuration.batchSize, texts.count)])
            embeddings += try await embedBatch(batch)
        }
        return embeddings
    }

    private func embedBatch(_ texts: [String]) async throws(EmbedderError) -> [Embedding] {
        try beginRequest()
        defer { state.withLock { $0.requestsUnderWay -= 1 } }
        let body = configuration.requestBody(for: texts)
        var random = SystemRandomNumberGenerator()
        var attempts = 0
        while true {
            try askBreaker()
            let outcome = await attempt(body, count: texts.count)
            attempts += 1
            switch outcome {
            case .vectors(let vectors):
                state.withLock { $0.breaker.recordSuccess() }
                return vectors.map { Embedding(vector: $0) }
            case .refused(let reason):
                state.withLock { $0.breaker.recordNoVerdict(at: .now) }
                throw failure(reason)
            case .failed(let reason, let retryAfter):
                state.withLock { $0.breaker.recordFailure(at: .now) }
                guard
                    let delay = retryPolicy.delay(
                        afterAttempts: attempts, retryAfter: retryAfter, using: &random)
                else { throw failure(reason) }
                do {
                    try await Task.sleep(for: delay)
                } catch {
                    throw failure("cancelled")
                }
            }
        }
    }

    private func beginRequest() throws(EmbedderError) {
        let isAdmitted = state.withLock { state in
            guard state.requestsUnderWay < configuration.maximumConcurrentRequests else { return false }
            state.requestsUnderWay += 1
            return true
        }
        guard isAdmitted else { throw .busy }
    }

    private func askBreaker() throws(EmbedderError) {
        switch state.withLock({ $0.breaker.admit(at: .now) }) {
        case .admitted: return
        case .refused: throw failure("it has failed several times in a row and is left alone for a while")
        }
    }

    private func failure(_ reason: String) -> EmbedderError {
        var text = "the embeddings service \(configuration.endpoint): \(reason)"
        // A service may repeat the key in its complaint about it.
        if let key = configuration.apiKey { text = text.replacing(key, with: "[key]") }
        return .failed(text)
    }
}

// One request over the network.
extension RemoteEmbedder {
    private enum Outcome {
        case vectors([[Float]])
        /// Repeating the request will not help, and says nothing about the service's health.
        case refused(String)
        /// The service failed.
        case failed(String, retryAfter: Duration?)
    }

    /// Sends a request and reads its reply, within the time limit. The client's own limit ends with the head of the
    /// reply, and a body that trickles in would be waited for.
    private func attempt(_ body: [UInt8], count: Int) async -> Outcome {
        await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await self.send(body, count: count) }
            group.addTask { [timeout = configuration.timeout] in
                // Sleeping ends early when the reply is there, or when the caller has gone.
                guard (try? await Task.sleep(for: timeout)) != nil else { return nil }
                return .failed("no complete reply within \(timeout)", retryAfter: nil)
            }
            defer { group.cancelAll() }
            for await case let outcome? in group { return outcome }
            return .refused("cancelled")
        }
    }

    private func send(_ body: [UInt8], count: Int) async -> Outcome {
        var request = HTTPClientRequest(url: configuration.endpoint)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "application/json")
        if let key = configuration.apiKey {
            request.headers.add(name: "Authorization", value: "Bearer \(key)")
        }
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let response = try await client.execute(
                request, timeout: .nanoseconds(Int64(configuration.timeout / .nanoseconds(1))))
            let reply = try await response.body.collect(upTo: configuration.maximumReplyBytes(count: count))
            return outcome(of: response, [UInt8](reply.readableBytesView), count: count)
        } catch is CancellationError {
            return .refused("cancelled")
        } catch let error as HTTPClientError where error == .cancelled {
            return .refused("cancelled")
        } catch is NIOTooManyBytesError {
            return .refused("its reply has more than \(configuration.maximumReplyBytes(count: count)) bytes")
        } catch let error as HTTPClientError where error == .invalidURL || error == .emptyHost {
            return .refused("the URL cannot be used")
        } catch {
            return .failed("\(error)", retryAfter: nil)
        }
    }

    private func outcome(of response: HTTPClientResponse, _ reply: [UInt8], count: Int) -> Outcome {
        let status = response.status.code
        switch status {
        case 200:
            do throws(EmbeddingsReplyError) {
                return .vectors(try configuration.vectors(inReply: reply, count: count))
            } catch {
                return .refused(error.description)
            }
        case 408, 425, 429, 500...:
            let retryAfter = response.headers.first(name: "Retry-After")
                .flatMap { RetryPolicy.retryAfter($0, now: Date()) }
            return .failed("status \(status)\(Self.complaint(in: reply))", retryAfter: retryAfter)
        default:
            return .refused("status \(status)\(Self.complaint(in: reply))")
        }
    }

    /// The service's own words, if it said any, cut to a length that suits a log line.
    private static func complaint(in reply: [UInt8]) -> String {
        guard let error = try? JSONValue(parsing: reply)["error"],
            let message = error["message"]?.stringValue ?? error.stringValue
        else { return "" }
        return ": \(message.prefix(200))"
    }
}
