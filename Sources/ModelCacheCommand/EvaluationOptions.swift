import ArgumentParser
import CacheCore
import Embeddings
import Equivalence
import Evaluation
import Foundation
import ModelCache
import Synchronization

/// Pairs that are added to those of families.
struct StrangerOptions: ParsableArguments {
    @Flag(
        name: .customLong("strangers"),
        help: "Add to each prompt the nearest one of another family, as a pair that is not the same; for families only."
    )
    var areWanted = false
}

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

    /// Embeds pairs, adds those of `Strangers` if they are wanted, and lets the verifier read them, behind a progress bar.
    ///
    /// - Returns: all pairs and the evidence about each.
    func evidence(
        for pairs: [LabelledPrompts], withStrangers: Bool = false, embedder: any Embedder,
        verifier: (any Verifier)? = nil
    ) async throws -> (pairs: [LabelledPrompts], evidence: [PairEvidence]) {
        let scorer = PairScorer(embedder: embedder, verifier: verifier)
        let shown = Mutex<(bar: Progress, stage: PairScorer.Stage)?>(nil)
        @Sendable func show(_ stage: PairScorer.Stage, _ done: Int, _ total: Int) {
            shown.withLock { shown in
                if shown?.stage != stage {
                    shown?.bar.finish()
                    shown = (Progress(total: total, title: stage.rawValue), stage)
                }
                shown?.bar.update(done)
            }
        }
        let texts = try await scorer.texts(of: pairs, progress: show)
        let pairs = pairs + (withStrangers ? try await Strangers.pairs(among: pairs, texts) : [])
        let evidence = try await scorer.evidence(for: pairs, texts, progress: show)
        shown.withLock { $0?.bar.finish() }
        return (pairs, evidence)
    }
}
