import CacheCore
import Equivalence

/// Embeds pairs and gathers the evidence about them.
public struct PairScorer: Sendable {
    static let batchSize = 64
    /// Batches under way at once: enough to keep the embedder's threads busy.
    static let concurrency = 4

    let embedder: any Embedder

    public init(embedder: any Embedder) {
        self.embedder = embedder
    }

    /// The evidence about each pair, in their order.
    ///
    /// - Parameter progress: is told how many of all texts are embedded.
    public func evidence(
        for pairs: [LabelledPrompts], progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> [PairEvidence] {
        var positions: [TextBytes: Int] = [:]
        var texts: [String] = []
        for text in pairs.flatMap({ [$0.first, $0.second] }) where positions[TextBytes(text)] == nil {
            positions[TextBytes(text)] = texts.count
            texts.append(text)
        }
        let embeddings = try await embed(texts, progress: progress)
        return pairs.map { pair in
            let first = embeddings[positions[TextBytes(pair.first)]!]
            let second = embeddings[positions[TextBytes(pair.second)]!]
            return PairEvidence(
                EmbeddedText(pair.first, vector: first.vector), EmbeddedText(pair.second, vector: second.vector))
        }
    }

    private func embed(
        _ texts: [String], progress: @Sendable (Int, Int) -> Void
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
                progress(done, texts.count)
                start()
            }
        }
        return embeddings.compactMap { $0 }
    }
}

/// A text that is equal only to the same bytes; Swift's strings are equal when they look the same.
private struct TextBytes: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: TextBytes, right: TextBytes) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
