import CacheCore
import Synchronization

/// An embedder without a model: the vector counts a text's words, so that texts which share words are near
/// each other and texts without a common word are orthogonal. Deterministic.
public final class FakeEmbedder: Embedder {
    public let fingerprint: EmbeddingFingerprint
    public let dimensions: Int
    private let failure = Mutex<EmbedderError?>(nil)

    public init(fingerprint: String = "fake-1", dimensions: Int = 256) {
        self.fingerprint = EmbeddingFingerprint(rawValue: fingerprint)
        self.dimensions = dimensions
    }

    /// Makes every later call fail, or work again.
    public func fail(with error: EmbedderError?) {
        failure.withLock { $0 = error }
    }

    public func embed(
        _ texts: [String], for tenant: Tenant
    ) async throws(EmbedderError) -> [Embedding] {
        if let error = failure.withLock({ $0 }) { throw error }
        return texts.map(embedding)
    }

    /// A word that begins with `?` counts as unknown.
    private func embedding(of text: String) -> Embedding {
        var vector = [Float](repeating: 0, count: dimensions)
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "?" }
        for word in words {
            vector[Self.bucket(of: word, count: dimensions)] += 1
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if length == 0 {
            vector[0] = 1
        } else {
            vector = vector.map { $0 / length }
        }
        let unknown = words.count { $0.hasPrefix("?") }
        return Embedding(
            vector: vector, unknownShare: words.isEmpty ? 0 : Float(unknown) / Float(words.count))
    }

    /// FNV-1a, because Swift's own hashes differ from run to run.
    private static func bucket(of word: Substring, count: Int) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in word.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        return Int(hash % UInt64(count))
    }
}
