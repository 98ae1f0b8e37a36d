import ArgumentParser
import CacheCore
import Equivalence
import Evaluation

/// `modelcache explain`
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show why two prompts do or do not share an answer.",
        discussion: """
            Embeds both prompts, asks the guards, the score and the verifier, and prints everything that the decision rests on.

            Example: modelcache explain "How do I enable dark mode?" "How do I turn off dark mode?"
            """)

    @Argument(help: "A prompt whose answer is stored.")
    var stored: String

    @Argument(help: "A prompt that is asked.")
    var asked: String

    @Option(help: "The share of wrong answers among those served that is allowed.")
    var risk = 0.02

    @OptionGroup var options: EvaluationOptions

    func run() async throws {
        let embedder = try options.embedder()
        let (judge, verifier) = try options.judge(for: embedder)
        let pair = LabelledPrompts(stored, asked, isSame: true, set: "explain")
        let evidence = try await options.evidence(for: [pair], embedder: embedder, verifier: verifier).evidence[0]
        let judgement = judge.judgement(of: evidence)
        let score = judgement.score
        let threshold = judge.threshold(risk: risk, basis: .hits, given: Experience()).value
        Output.write("stored      \(stored)")
        Output.write("asked       \(asked)")
        Output.write("similarity  \(evidence.similarity.fourDigits)")
        Output.write("score       \(score.fourDigits)")
        Output.write("threshold   \(threshold.map { "\($0.fourDigits)" } ?? "none") (risk \(risk))")
        if let verdict = evidence.verdict {
            var remark = ""
            if judgement.verdict == nil {
                remark = " (not needed: the score is sure)"
            } else if let threshold, !judge.asksVerifier(about: evidence, threshold: threshold) {
                remark = " (a lookup would not ask: nothing it could say would change the decision)"
            }
            Output.write("verifier    \(verdict.fourDigits)\(remark)")
        }
        if let veto = evidence.veto {
            let kind = judgement.veto == nil ? "objection  " : "veto       "
            Output.write("\(kind) \(veto.guardName): \(veto.reason)")
        }
        for doubt in evidence.doubts {
            Output.write("doubt       \(doubt.guardName): \(doubt.reason)")
        }
        let isServed = judgement.veto == nil && threshold.map { score >= $0 } ?? false
        Output.write("decision    \(isServed ? "served" : "not served")")
        Output.write("evidence")
        for item in evidence.named {
            Output.write("  \(item.name) \(item.value.fourDigits)")
        }
    }
}

extension Float {
    fileprivate var fourDigits: Double { (Double(self) * 10_000).rounded() / 10_000 }
}
