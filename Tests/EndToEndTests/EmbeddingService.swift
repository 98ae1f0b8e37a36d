import CacheCore
import CanonicalJSON
import Hummingbird
import Logging
import Synchronization
import TestSupport

/// A service that speaks the protocol of Text Embeddings Inference and gives the vectors of `FakeEmbedder`.
final class EmbeddingService: Sendable {
    private let texts = Mutex<[String]>([])
    private let task = Mutex<Task<Void, any Error>?>(nil)
    private let embedder = FakeEmbedder()
    private let delay = Mutex(Duration.zero)

    /// Lets every later request take this long.
    func slowDown(to delay: Duration) {
        self.delay.withLock { $0 = delay }
    }

    deinit {
        task.withLock { $0 }?.cancel()
    }

    /// The number of texts that it was given.
    var textCount: Int { texts.withLock { $0.count } }

    /// Begins to serve, until the object is gone.
    ///
    /// - Returns: the port.
    func start() async -> Int {
        let router = Router()
        router.post("/embed") { [weak self] request, _ in
            let body = try JSONValue(parsing: Array(buffer: try await request.body.collect(upTo: 1 << 20)))
            let vectors = try await self?.vectors(of: body["inputs"]?.arrayValue?.compactMap(\.stringValue) ?? [])
            let reply = JSONValue.array((vectors ?? []).map { .array($0.map { JSONValue(Double($0)) }) })
            return ByteBuffer(bytes: reply.encoded)
        }
        return await withCheckedContinuation { continuation in
            let application = Application(
                router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
                onServerRunning: { continuation.resume(returning: $0.localAddress?.port ?? 0) },
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            task.withLock { $0 = Task { try await application.run() } }
        }
    }

    private func vectors(of texts: [String]) async throws -> [[Float]] {
        self.texts.withLock { $0 += texts }
        try await Task.sleep(for: delay.withLock { $0 })
        return try await embedder.embed(texts, for: "any").map(\.vector)
    }
}
