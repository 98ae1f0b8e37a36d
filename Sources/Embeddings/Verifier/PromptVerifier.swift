import CacheCore

/// The verifier inside the process. Its work is done on the embedder's threads, a slice at a time.
public final class PromptVerifier: Verifier {
    public let fingerprint: String
    public let budget: Duration?
    private let model: VerifierModel
    private let encoder: TextEncoder
    private let frozenTexts: RecentFrozenTexts
    private let pool: WorkerPool<EncoderWork>

    init(
        _ model: VerifierModel, encoder: TextEncoder, frozenTexts: RecentFrozenTexts, pool: WorkerPool<EncoderWork>,
        budget: Duration?
    ) {
        fingerprint = model.fingerprint
        self.model = model
        self.encoder = encoder
        self.frozenTexts = frozenTexts
        self.pool = pool
        self.budget = budget
    }

    public func verify(
        _ prompt: EmbeddedText, against candidates: [EmbeddedText], for tenant: Tenant,
        until deadline: ContinuousClock.Instant?
    ) async throws(VerifierError) -> [Float?] {
        guard !candidates.isEmpty else { return [] }
        let result: Result<[Float?], VerifierError> = await pool.result(
            tenant: tenant, length: .short, byteCount: ([prompt] + candidates).reduce(0) { $0 + $1.text.utf8.count },
            ifBusy: .busy, ifCancelled: .failed("cancelled"), deadline: deadline.map { ($0, .overBudget) }
        ) { cancellation, finish in
            .verification(
                VerificationWork(
                    prompt, candidates: candidates, model: model, encoder: encoder, frozenTexts: frozenTexts,
                    cancellation: cancellation, finish: finish))
        }
        return try result.get()
    }
}

/// One call's pairs: the texts that are not remembered go through the frozen layers, then the pairs through the others; a slice
/// a step, until it is cancelled.
struct VerificationWork: SteppedWork {
    /// Tokens in one step of work.
    static let sliceTokens = 256

    private let model: VerifierModel
    private let encoder: TextEncoder
    private let frozenTexts: RecentFrozenTexts
    private let cancellation: Cancellation
    private let finish: @Sendable (Result<[Float?], VerifierError>) -> Void
    /// The prompt, then the candidates.
    private let texts: [EmbeddedText]
    private var stage = Stage.reading
    private var frozen: [VerifierModel.FrozenText?]
    private var logits: [Float?]

    private enum Stage {
        case reading
        /// The texts that are left to be frozen, by their positions, with their tokens.
        case freezing([(position: Int, ids: [Int32])])
        /// The candidates that are left, by their positions in `texts`.
        case joining([Int])
    }

    init(
        _ prompt: EmbeddedText, candidates: [EmbeddedText], model: VerifierModel, encoder: TextEncoder,
        frozenTexts: RecentFrozenTexts, cancellation: Cancellation,
        finish: @escaping @Sendable (Result<[Float?], VerifierError>) -> Void
    ) {
        texts = [prompt] + candidates
        frozen = Array(repeating: nil, count: candidates.count + 1)
        logits = Array(repeating: nil, count: candidates.count)
        self.model = model
        self.encoder = encoder
        self.frozenTexts = frozenTexts
        self.cancellation = cancellation
        self.finish = finish
    }

    mutating func step() -> Bool {
        guard !cancellation.isCancelled else {
            finish(.failure(.failed("cancelled")))
            return false
        }
        do {
            switch stage {
            case .reading: stage = .freezing(read())
            case .freezing(var left):
                try freeze(&left)
                stage = left.isEmpty ? .joining(readable) : .freezing(left)
            case .joining(var left):
                try join(&left)
                stage = .joining(left)
            }
        } catch {
            finish(.failure(.failed("\(error)")))
            return false
        }
        // Reading takes microseconds, and so may what follows.
        if case .freezing(let left) = stage, left.isEmpty { stage = .joining(readable) }
        if case .joining(let left) = stage, left.isEmpty {
            finish(.success(logits))
            return false
        }
        return true
    }

    /// Takes from memory what is there; the rest, with its tokens. Texts that are too long are neither.
    private mutating func read() -> [(position: Int, ids: [Int32])] {
        var left: [(position: Int, ids: [Int32])] = []
        for (position, text) in texts.enumerated() {
            frozen[position] = frozenTexts.text(for: text.text)
            guard frozen[position] == nil else { continue }
            let frame = encoder.encoder.options.frame
            let ids = [frame.begin] + encoder.tokens(of: text.text).ids + [frame.end]
            if ids.count <= model.tokenLimit { left.append((position, ids)) }
        }
        return left
    }

    private mutating func freeze(_ left: inout [(position: Int, ids: [Int32])]) throws(EncoderError) {
        let slice = left.prefix(Self.count(left.map(\.ids.count)))
        for (text, result) in zip(slice, try model.freeze(slice.map(\.ids))) {
            frozen[text.position] = result
            frozenTexts.insert(result, for: texts[text.position].text)
        }
        left.removeFirst(slice.count)
    }

    /// The candidates that can be read, if the prompt can.
    private var readable: [Int] {
        frozen[0] == nil ? [] : texts.indices.dropFirst().filter { frozen[$0] != nil }
    }

    private mutating func join(_ left: inout [Int]) throws(EncoderError) {
        guard let prompt = frozen[0] else { return left = [] }
        let pairs = left.compactMap { position in
            frozen[position].map {
                VerifierModel.Pair(
                    first: prompt, second: $0, embeddings: (texts[0].vector, texts[position].vector))
            }
        }
        let count = Self.count(pairs.map(\.tokenCount))
        for (position, logit) in zip(left, try model.logits(Array(pairs.prefix(count)))) {
            logits[position - 1] = logit
        }
        left.removeFirst(count)
    }

    /// How many of the first items go into one slice: at least one.
    private static func count(_ sizes: [Int]) -> Int {
        var total = 0
        let fitting = sizes.prefix { size in
            total += size
            return total <= sliceTokens
        }
        return min(sizes.count, max(1, fitting.count))
    }
}
