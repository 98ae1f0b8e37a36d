import CacheCore

extension ScoreModel {
    /// The score model that comes with the library for an embedding model; nil when there is none.
    public static func shipped(for fingerprint: EmbeddingFingerprint) -> ScoreModel? {
        shipped.first { $0.fingerprint == fingerprint }
    }

    private static let shipped: [ScoreModel] = []
}
