import CacheCore

extension ScoreModel {
    /// The score model that comes with the library for an embedding model; nil when there is none.
    public static func shipped(for fingerprint: EmbeddingFingerprint) -> ScoreModel? {
        allShipped.first { $0.fingerprint == fingerprint }
    }

    /// Artefacts of `modelcache calibrate`; `Evaluation/README.md` says what they were trained on.
    static let allShipped: [ScoreModel] = [PackageResources.e5_small_scores].map { bytes in
        do {
            return try ScoreModel(bytes)
        } catch {
            preconditionFailure("an artefact of the package is unusable: \(error)")
        }
    }
}
