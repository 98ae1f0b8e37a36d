import ArgumentParser
import CacheCore
import Embeddings
import Equivalence
import Evaluation
import Foundation
import ModelCache
import Synchronization

/// The embedder, the verifier and the score model that a command works with.
struct EvaluationOptions: ParsableArguments {
    @Option(help: "Use this score model instead of the configured one.")
    var scoreModel: String?

    @OptionGroup var configuration: ConfigurationOptions

    func embedder(withVerifier: Bool = false) throws -> any Embedder {
        var (configuration, _) = try configuration.load()
        configuration.usesVerifier = configuration.usesVerifier || withVerifier
        configuration.policy.standard.mode = .semantic
        do {
            guard let embedder = try configuration.embedder() else {
                throw Failure("there is no embedding model")
            }
            return embedder
        } catch let error as ConfigurationError {
            throw Failure("\(error)")
        }
    }

    /// - Parameter verified: as if `cache.verifier` were on.
    func model(for embedder: any Embedder, verified: Bool = false) throws -> ScoreModel {
        var (configuration, _) = try configuration.load()
        configuration.usesVerifier = configuration.usesVerifier || verified
        if let scoreModel { configuration.scoreModelFile = scoreModel }
        do {
            guard let model = try configuration.scoreModel(for: embedder.fingerprint) else {
                throw Failure(
                    "no score model is shipped for this embedding model (\(embedder.fingerprint)); "
                        + "'modelcache calibrate --train DATA' makes one")
            }
            return model
        } catch let error as ConfigurationError {
            throw Failure("\(error)")
        }
    }

    /// The judge with the verifier that it knows how to weigh, if that is at hand and not switched off.
    func judge(for embedder: any Embedder) throws -> (PromptJudge, (any Verifier)?) {
        let model = try model(for: embedder)
        let verifier = try verifier(of: embedder)
        let judge = PromptJudge(model, verifier: verifier?.fingerprint)
        return (judge, judge.weighsVerdicts ? verifier : nil)
    }

    /// The embedder's verifier, which takes its time here; nil without one, or when `cache.verifier` is off.
    ///
    /// - Parameter isWanted: whatever `cache.verifier` says.
    func verifier(of embedder: any Embedder, isWanted: Bool = false) throws -> (any Verifier)? {
        let (configuration, _) = try configuration.load()
        return configuration.usesVerifier || isWanted ? (embedder as? TextEmbedder)?.verifier(budget: nil) : nil
    }

    /// Embeds pairs, and lets the verifier read them, behind a progress bar.
    func evidence(
        for pairs: [LabelledPrompts], embedder: any Embedder, verifier: (any Verifier)? = nil
    ) async throws -> [PairEvidence] {
        let scorer = PairScorer(embedder: embedder, verifier: verifier)
        let shown = Mutex<(bar: Progress, stage: PairScorer.Stage)?>(nil)
        let evidence = try await scorer.evidence(for: pairs) { stage, done, total in
            shown.withLock { shown in
                if shown?.stage != stage {
                    shown?.bar.finish()
                    shown = (Progress(total: total, title: stage.rawValue), stage)
                }
                shown?.bar.update(done)
            }
        }
        shown.withLock { $0?.bar.finish() }
        return evidence
    }
}
