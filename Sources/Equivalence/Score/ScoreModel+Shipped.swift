import CacheCore

extension ScoreModel {
    /// The score model that comes with the library for an embedding model; nil when there is none.
    ///
    /// - Parameter verified: the one that weighs a verifier's verdicts.
    public static func shipped(for fingerprint: EmbeddingFingerprint, verified: Bool = false) -> ScoreModel? {
        (verified ? allVerified : allShipped).first { $0.fingerprint == fingerprint }
    }

    /// Artefacts of `modelcache calibrate`; docs/decision.md says what they were trained on.
    static let allShipped: [ScoreModel] = [PackageResources.e5_small_scores].map(read)

    /// Of `modelcache calibrate --verifier`. Their first stage has not seen the families that the second is fitted on.
    static let allVerified: [ScoreModel] = [PackageResources.e5_small_verified_scores].map(read)

    private static func read(_ bytes: [UInt8]) -> ScoreModel {
        do {
            return try ScoreModel(bytes)
        } catch {
            preconditionFailure("an artefact of the package is unusable: \(error)")
        }
    }
}
