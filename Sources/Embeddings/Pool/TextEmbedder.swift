import CacheCore
import Foundation

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
        /// What the verifier's lower layers made of recent texts, in bytes.
        public var verifierMemory = 64 << 20

        public init() {}
    }

    /// Tokens in one step of work: some 20 ms of the default model.
    static let sliceTokens = 256
    /// Calls with fewer bytes of text go before those with more.
    static let shortBytes = 2_048

    public let fingerprint: EmbeddingFingerprint
    public let dimensions: Int
    private let encoder: TextEncoder
    private let pool: WorkerPool<EncoderWork>
    private let memory: RecentEmbeddings
    private let verifierModel: VerifierModel?
    private let frozenTexts: RecentFrozenTexts

    /// - Parameter verifier: made of `encoder`; its work is done on the same threads, and begins where that of the embedding
    ///   has been already.
    public init(_ encoder: TextEncoder, verifier: VerifierModel? = nil, options: Options = Options()) {
        self.encoder = encoder
        fingerprint = encoder.fingerprint
        dimensions = encoder.dimensions
        pool = WorkerPool(
            threadCount: max(1, options.threadCount),
            limits: .init(
                count: options.maximumWaiting, bytes: options.maximumWaitingBytes,
                tenantBytes: options.maximumWaitingBytes / 4))
        memory = RecentEmbeddings(capacity: options.memory)
        verifierModel = verifier
        frozenTexts = RecentFrozenTexts(capacity: options.verifierMemory)
    }

    /// The verifier that this embedder was made with.
    ///
    /// - Parameter budget: how long a lookup may wait for it; nil for as long as it takes.
    public func verifier(budget: Duration?) -> PromptVerifier? {
        verifierModel.map {
            PromptVerifier($0, encoder: encoder, frozenTexts: frozenTexts, pool: pool, budget: budget)
        }
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
        let result = await pool.result(
            tenant: tenant, length: inBackground || byteCount >= Self.shortBytes ? .long : .short, byteCount: byteCount,
            ifBusy: EmbedderError.busy, ifCancelled: EmbedderError.failed("cancelled")
        ) { cancellation, finish in
            .embedding(
                EmbeddingWork(
                    texts, encoder: encoder, tap: inBackground ? nil : tap(texts), cancellation: cancellation,
                    finish: finish))
        }
        return try result.get()
    }

    /// Keeps what the verifier will go on with.
    private func tap(_ texts: [String]) -> EncodingJob.Tap? {
        verifierModel.map { model in
            EncodingJob.Tap(layer: model.frozenLayers, tokenLimit: model.tokenLimit) { [frozenTexts] text, ids, rows in
                frozenTexts.insert(VerifierModel.FrozenText(ids: ids, rows: Array(rows)), for: texts[text])
            }
        }
    }
}
