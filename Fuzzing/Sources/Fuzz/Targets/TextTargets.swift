import ModelCache

@testable import CacheCore
@testable import Equivalence

extension FuzzTarget {
    /// Prompts and answers, which go through scanners of our own.
    static let texts = [
        FuzzTarget("judge", upTo: 1_024, dictionary: "prompts") { bytes in
            let texts = lines(bytes)
            let vector: [Float] = [1] + Array(repeating: 0, count: 383)
            let candidates = texts.dropFirst().prefix(3).enumerated().map { position, text in
                Candidate(
                    id: EntryID(Int64(position)), similarity: 0.99, prompt: EmbeddedText(text, vector: vector),
                    answer: texts.last ?? "")
            }
            let judgements = judge.judge(EmbeddedText(texts.first ?? "", vector: vector), candidates: candidates)
            demand(judgements.count == candidates.count, "not one judgement for each candidate")
            demand(judgements.allSatisfy { (0...1).contains($0.score) }, "a score is no probability")
        },
        FuzzTarget("answers", upTo: 2_048, dictionary: "prompts") { bytes in
            let texts = lines(bytes)
            guard texts.count > 1 else { return }
            let relation = judge.relation(of: texts[0], to: texts[1])
            demand(relation == judge.relation(of: texts[1], to: texts[0]), "the relation of answers is one-sided")
        },
        FuzzTarget("mask", upTo: 1_024, dictionary: "prompts") { bytes in
            let (choice, rest) = split(bytes)
            let text = String(decoding: rest, as: UTF8.self)
            let mask = TextMask(TextMask.Kinds(rawValue: UInt8(choice)))
            demand(mask.blanked(text).utf8.elementsEqual(mask.blanked(text).utf8), "a text is blanked in two ways")
        },
        FuzzTarget("pattern", upTo: 512) { bytes in
            let texts = lines(bytes)
            let pattern = try TextPattern(texts.first ?? "")
            _ = pattern.replacing(in: texts.dropFirst().joined(separator: "\n"), with: "⟨$1⟩")
        },
    ]

    private static let judge = PromptJudge(ScoreModel.allShipped[0])

    /// Up to four texts, between bytes 0.
    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0, maxSplits: 3, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
