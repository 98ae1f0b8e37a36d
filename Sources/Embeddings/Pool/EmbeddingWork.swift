import CacheCore

/// One call's texts: cut into tokens in the first step, then encoded a slice a step, until it is cancelled.
struct EmbeddingWork: SteppedWork {
    private let texts: [String]
    private let encoder: TextEncoder
    private let tap: EncodingJob.Tap?
    private let cancellation: Cancellation
    private let finish: @Sendable (Result<[Embedding], EmbedderError>) -> Void
    private var job: EncodingJob?
    private var unknownShares: [Float] = []

    init(
        _ texts: [String], encoder: TextEncoder, tap: EncodingJob.Tap? = nil, cancellation: Cancellation,
        finish: @escaping @Sendable (Result<[Embedding], EmbedderError>) -> Void
    ) {
        self.texts = texts
        self.encoder = encoder
        self.tap = tap
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
        return EncodingJob(tokenized.map(\.ids), encoder: encoder.encoder, tap: tap)
    }
}
