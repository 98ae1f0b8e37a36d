import CacheCore
import Foundation
import Synchronization

/// The embedder inside the process: a text encoder on threads of its own, with a memory of recent texts.
public final class TextEmbedder: Embedder {
    public struct Options: Sendable {
        /// Threads that encode.
        public var threadCount = ProcessInfo.processInfo.activeProcessorCount
        /// Calls that may be waiting or under way; more are refused as busy.
        public var maximumWaiting = 1_024
        /// Texts that may be waiting, in bytes; a tenant may fill a quarter of it.
        public var maximumWaitingBytes = 64 << 20
        /// Vectors of recent texts, in bytes.
        public var memory = 32 << 20

        public init() {}
    }

    /// Tokens in one step of work: some 20 ms of the default model.
    static let sliceTokens = 256
    /// Calls with fewer bytes of text go before those with more.
    static let shortBytes = 2_048

    public let fingerprint: EmbeddingFingerprint
    public let dimensions: Int
    private let encoder: TextEncoder
    private let pool: WorkerPool<EmbeddingWork>
    private let memory: RecentEmbeddings

    public init(_ encoder: TextEncoder, options: Options = Options()) {
        self.encoder = encoder
        fingerprint = encoder.fingerprint
        dimensions = encoder.dimensions
        pool = WorkerPool(
            threadCount: max(1, options.threadCount),
            limits: .init(
                count: options.maximumWaiting, bytes: options.maximumWaitingBytes,
                tenantBytes: options.maximumWaitingBytes / 4))
        memory = RecentEmbeddings(capacity: options.memory)
    }

    /// Calls that wait or are under way.
    public var queueDepth: Int { pool.depth }

    public func embed(
        _ texts: [String], for tenant: Tenant
    ) async throws(EmbedderError) -> [Embedding] {
        try await memory.embed(texts) { missing async throws(EmbedderError) in
            try await compute(missing, tenant: tenant, inBackground: false)
        }
    }

    /// Goes behind all short work, and leaves the memory to the texts that are asked for.
    public func embedInBackground(
        _ texts: [String], for tenant: Tenant
    ) async throws(EmbedderError) -> [Embedding] {
        texts.isEmpty ? [] : try await compute(texts, tenant: tenant, inBackground: true)
    }

    private func compute(
        _ texts: [String], tenant: Tenant, inBackground: Bool
    ) async throws(EmbedderError) -> [Embedding] {
        let byteCount = texts.reduce(0) { $0 + $1.utf8.count }
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation {
                (continuation: CheckedContinuation<Result<[Embedding], EmbedderError>, Never>) in
                let work = EmbeddingWork(texts, encoder: encoder, cancellation: cancellation) {
                    continuation.resume(returning: $0)
                }
                let isAdmitted = pool.submit(
                    work, tenant: tenant,
                    length: inBackground || byteCount >= Self.shortBytes ? .long : .short, byteCount: byteCount)
                if !isAdmitted { continuation.resume(returning: .failure(.busy)) }
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }
}

/// Tells work on another thread that nobody waits for its result any more.
final class Cancellation: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { flag.load(ordering: .relaxed) }

    func cancel() { flag.store(true, ordering: .relaxed) }
}

/// One call's texts: cut into tokens in the first step, then encoded a slice a step, until it is cancelled.
struct EmbeddingWork: SteppedWork {
    private let texts: [String]
    private let encoder: TextEncoder
    private let cancellation: Cancellation
    private let finish: @Sendable (Result<[Embedding], EmbedderError>) -> Void
    private var job: EncodingJob?
    private var unknownShares: [Float] = []

    init(
        _ texts: [String], encoder: TextEncoder, cancellation: Cancellation,
        finish: @escaping @Sendable (Result<[Embedding], EmbedderError>) -> Void
    ) {
        self.texts = texts
        self.encoder = encoder
        self.cancellation = cancellation
        self.finish = finish
    }

    mutating func step() -> Bool {
        guard !cancellation.isCancelled else {
            finish(.failure(.failed("cancelled")))
            return false
        }
        var job = self.job ?? tokenize()
        do {
            try job.encodeSlice(ofAtMost: TextEmbedder.sliceTokens)
        } catch {
            finish(.failure(.failed("\(error)")))
            return false
        }
        guard job.isFinished else {
            self.job = job
            return true
        }
        finish(
            .success(
                zip(job.vectors, unknownShares).map { Embedding(vector: $0, unknownShare: $1) }))
        return false
    }

    private mutating func tokenize() -> EncodingJob {
        let tokenized = texts.map(encoder.tokens)
        unknownShares = tokenized.map(encoder.unknownShare)
        return EncodingJob(tokenized.map(\.ids), encoder: encoder.encoder)
    }
}
