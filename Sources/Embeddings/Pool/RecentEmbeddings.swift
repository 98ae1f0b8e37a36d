import CacheCore
import Synchronization

/// Remembers the embeddings of recent texts, bounded by bytes, so that a repeated text costs nothing.
final class RecentEmbeddings: Sendable {
    private let memory: Mutex<LRUCache<Digest, Embedding>>

    /// - Parameter capacity: bytes.
    init(capacity: Int) {
        memory = Mutex(LRUCache(capacity: capacity))
    }

    /// The embeddings of texts in their order; `compute` is asked once for those that are not remembered.
    func embed(
        _ texts: [String], compute: ([String]) async throws(EmbedderError) -> [Embedding]
    ) async throws(EmbedderError) -> [Embedding] {
        let keys = texts.map { Digest(of: $0) }
        var embeddings = memory.withLock { memory in keys.map { memory.value(for: $0) } }
        let missing = embeddings.indices.filter { embeddings[$0] == nil }
        if !missing.isEmpty {
            let computed = try await compute(missing.map { texts[$0] })
            memory.withLock { memory in
                for (position, embedding) in zip(missing, computed) {
                    embeddings[position] = embedding
                    memory.insert(embedding, for: keys[position], cost: embedding.vector.count * 4 + 128)
                }
            }
        }
        return embeddings.compactMap { $0 }
    }
}
