import ArgumentParser
import CacheCore
import Embeddings
import Equivalence
import PromptMix

/// What it takes to judge eight candidates, as every semantic lookup does: guards, features, trees.
struct DecisionTimes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decision", abstract: "Times of judging eight candidates, without the verifier.")

    @Option(help: "Families of prompts; may be given repeatedly.")
    var families: [String]

    private static let lookupCount = 200
    private static let candidateCount = 8

    private struct Figures: Encodable {
        let lookup: ProcessorTimes
        /// The guards alone, of the same pairs.
        let guards: ProcessorTimes
        let candidates: Int
    }

    func run() throws {
        let encoder = try ModelLibrary().open("e5-small")
        guard let model = ScoreModel.shipped(for: encoder.fingerprint) else {
            throw ValidationError("there is no score model for e5-small as it is installed")
        }
        let judge = PromptJudge(model)
        let families = try families.flatMap(PromptFamily.read).prefix(Self.lookupCount)
        func embedded(_ text: String) throws -> EmbeddedText {
            EmbeddedText(text, vector: try encoder.embed([text])[0].vector)
        }
        let lookups = try families.map { family in
            // A reworded anchor is asked; the anchor and what only looks like it are stored.
            let stored = ([family.anchor] + family.traps + family.rewordings).prefix(Self.candidateCount)
            let candidates = try stored.enumerated().map { number, text in
                Candidate(
                    id: EntryID(Int64(number)), similarity: 0.9, prompt: try embedded(text), answer: "answer \(number)")
            }
            return (asked: try embedded(family.rewordings.last ?? family.anchor), candidates: candidates)
        }
        let count = lookups.reduce(0) { $0 + $1.candidates.count }
        try printJSON(
            Figures(
                lookup: ProcessorTimes(repetitions: 20) {
                    for lookup in lookups { _ = judge.judge(lookup.asked, candidates: lookup.candidates) }
                }.divided(by: lookups.count),
                guards: ProcessorTimes(repetitions: 20) {
                    for lookup in lookups {
                        let asked = PromptText(lookup.asked.text)
                        for candidate in lookup.candidates {
                            _ = Guards.standard.examine(PromptPair(asked, PromptText(candidate.prompt.text)))
                        }
                    }
                }.divided(by: lookups.count),
                candidates: count / max(1, lookups.count)))
    }
}
