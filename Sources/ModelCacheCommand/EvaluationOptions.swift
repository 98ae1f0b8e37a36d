import ArgumentParser
import CacheCore
import Equivalence
import Evaluation
import Foundation
import ModelCache
import Synchronization

/// The embedder and the score model that a command works with.
struct EvaluationOptions: ParsableArguments {
    @Option(help: "Use this score model instead of the configured one.")
    var scoreModel: String?

    @OptionGroup var configuration: ConfigurationOptions

    func embedder() throws -> any Embedder {
        var (configuration, _) = try configuration.load()
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

    func model(for embedder: any Embedder) throws -> ScoreModel {
        var (configuration, _) = try configuration.load()
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

    /// Embeds pairs behind a progress bar.
    func evidence(
        for pairs: [LabelledPrompts], embedder: any Embedder
    ) async throws -> [PairEvidence] {
        let progress = Mutex<Progress?>(nil)
        let evidence = try await PairScorer(embedder: embedder).evidence(for: pairs) { done, total in
            progress.withLock { bar in
                if bar == nil { bar = Progress(total: total, title: "embedding") }
                bar?.update(done)
            }
        }
        progress.withLock { $0?.finish() }
        return evidence
    }
}
