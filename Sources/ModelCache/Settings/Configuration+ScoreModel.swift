import CacheCore
import Equivalence
import Foundation

extension Configuration {
    /// The score model that judges semantic hits: the configured file, or the one that is shipped for the embedding model;
    /// nil when none is.
    ///
    /// - Throws: `ConfigurationError` when the file cannot be used with this embedding model.
    public func scoreModel(for fingerprint: EmbeddingFingerprint) throws -> ScoreModel? {
        guard !scoreModelFile.isEmpty else { return ScoreModel.shipped(for: fingerprint) }
        func refusal(_ reason: String) -> ConfigurationError {
            .unusable(key: "cache.score_model", reason: "names \(scoreModelFile): \(reason)")
        }
        let bytes: [UInt8]
        do {
            bytes = Array(try Data(contentsOf: URL(filePath: scoreModelFile)))
        } catch {
            throw refusal("there is no such file, or it may not be read")
        }
        let model: ScoreModel
        do {
            model = try ScoreModel(bytes)
        } catch {
            throw refusal("\(error)")
        }
        guard model.fingerprint == fingerprint else {
            throw refusal("it was trained for another embedding model: \(model.fingerprint)")
        }
        return model
    }
}
