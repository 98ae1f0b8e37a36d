import CacheCore
import Embeddings
import Equivalence
import Foundation
import Logging

extension Configuration {
    /// What decides about semantic hits: the configured score model, with the verifier if that has learnt to weigh its verdicts.
    /// What is missing is said in the log.
    ///
    /// - Parameter given: a verifier in place of the embedder's own.
    /// - Throws: `ConfigurationError` when the score model's file cannot be used.
    func judge(
        for embedder: any Embedder, verifier given: (any Verifier)?, logger: Logger
    ) throws -> (judge: (any Judge)?, verifier: (any Verifier)?) {
        guard let model = try scoreModel(for: embedder.fingerprint) else {
            logger.warning(
                "No score model is calibrated for this embedding model, so semantic hits cannot be judged",
                metadata: ["embedding": "\(embedder.fingerprint)"])
            return (nil, nil)
        }
        let verifier = usesVerifier ? given ?? (embedder as? TextEmbedder)?.verifier(budget: verifierBudget) : nil
        let judge = PromptJudge(model, verifier: verifier?.fingerprint)
        if usesVerifier, !judge.weighsVerdicts {
            let reason =
                verifier == nil
                ? "there is none for this embedding model" : "the score model has not learnt to weigh its verdicts"
            logger.notice("Semantic hits are judged without a verifier", metadata: ["reason": "\(reason)"])
        }
        return (judge, judge.weighsVerdicts ? verifier : nil)
    }

    /// The score model that judges semantic hits: the configured file, or the one that is shipped for the embedding model;
    /// nil when none is.
    ///
    /// - Throws: `ConfigurationError` when the file cannot be used with this embedding model.
    public func scoreModel(for fingerprint: EmbeddingFingerprint) throws -> ScoreModel? {
        guard !scoreModelFile.isEmpty else { return ScoreModel.shipped(for: fingerprint, verified: usesVerifier) }
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
