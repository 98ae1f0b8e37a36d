import CacheCore
import Equivalence

/// Embeds pairs and gathers the evidence about them, with a verifier's verdicts where there is one.
public struct PairScorer: Sendable {
    static let batchSize = 64
    /// Batches under way at once: enough to keep the embedder's threads busy.
    static let concurrency = 4

    /// What takes time.
    public enum Stage: String, Sendable {
        case embedding, verifying
    }

    public typealias ProgressObserver = @Sendable (_ stage: Stage, _ done: Int, _ total: Int) -> Void

    let embedder: any Embedder
    let verifier: (any Verifier)?

    public init(embedder: any Embedder, verifier: (any Verifier)? = nil) {
        self.embedder = embedder
        self.verifier = verifier
    }

    /// The texts of pairs with their embeddings.
    ///
    /// - Parameter progress: is told how many of all texts are embedded.
    public func texts(
        of pairs: [LabelledPrompts], progress: ProgressObserver = { _, _, _ in }
    ) async throws -> EmbeddedTexts {
        let texts = EmbeddedTexts.distinct(pairs.flatMap { [$0.first, $0.second] })
        return EmbeddedTexts(texts, try await embed(texts, progress: progress).map(\.vector))
    }

    /// The evidence about each pair, in their order.
    ///
    /// - Parameters:
    ///   - texts: those of the pairs.
    ///   - progress: is told how many pairs are verified.
    public func evidence(
        for pairs: [LabelledPrompts], _ texts: EmbeddedTexts, progress: ProgressObserver = { _, _, _ in }
    ) async throws -> [PairEvidence] {
        let embedded = pairs.map { (texts[$0.first], texts[$0.second]) }
        var evidence = embedded.map { PairEvidence($0, $1) }
        if let verifier {
            let verdicts = try await verdicts(on: embedded, of: verifier, progress: progress)
            for (position, verdict) in verdicts.enumerated() { evidence[position].verdict = verdict }
        }
        return evidence
    }

    private func verdicts(
        on pairs: [(EmbeddedText, EmbeddedText)], of verifier: any Verifier, progress: ProgressObserver
    ) async throws -> [Float?] {
        var verdicts = [Float?](repeating: nil, count: pairs.count)
        try await withThrowingTaskGroup(of: (Int, Float?).self) { group in
            var next = 0
            func start() {
                guard next < pairs.count else { return }
                let (position, pair) = (next, pairs[next])
                next += 1
                group.addTask {
                    (position, try await verifier.verify(pair.0, against: [pair.1], for: "evaluation").first ?? nil)
                }
            }
            for _ in 0..<Self.concurrency { start() }
            var done = 0
            while let (position, verdict) = try await group.next() {
                verdicts[position] = verdict
                done += 1
                progress(.verifying, done, pairs.count)
                start()
            }
        }
        return verdicts
    }

    private func embed(
        _ texts: [String], progress: ProgressObserver
    ) async throws -> [Embedding] {
        var embeddings = [Embedding?](repeating: nil, count: texts.count)
        try await withThrowingTaskGroup(of: (Int, [Embedding]).self) { group in
            var next = 0
            func start() {
                guard next < texts.count else { return }
                let first = next
                next = min(texts.count, next + Self.batchSize)
                let batch = Array(texts[first..<next])
                group.addTask { (first, try await embedder.embed(batch, for: "evaluation")) }
            }
            for _ in 0..<Self.concurrency { start() }
            var done = 0
            while let (first, batch) = try await group.next() {
                for (offset, embedding) in batch.enumerated() { embeddings[first + offset] = embedding }
                done += batch.count
                progress(.embedding, done, texts.count)
                start()
            }
        }
        return embeddings.compactMap { $0 }
    }
}

/// Texts with their embeddings.
public struct EmbeddedTexts: Sendable {
    private let vectors: [TextBytes: [Float]]

    /// - Parameter texts: each once.
    init(_ texts: [String], _ vectors: [[Float]]) {
        self.vectors = Dictionary(uniqueKeysWithValues: zip(texts.map(TextBytes.init), vectors))
    }

    /// One of these texts; another one is a programming error.
    subscript(text: String) -> EmbeddedText { EmbeddedText(text, vector: vectors[TextBytes(text)]!) }

    /// Each text once, in order.
    static func distinct(_ texts: [String]) -> [String] {
        var seen: Set<TextBytes> = []
        return texts.filter { seen.insert(TextBytes($0)).inserted }
    }
}

/// A text that is equal only to the same bytes; Swift's strings are equal when they look the same.
private struct TextBytes: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: TextBytes, right: TextBytes) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
