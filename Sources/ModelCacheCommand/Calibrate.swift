import ArgumentParser
import CacheCore
import Equivalence
import Evaluation
import Foundation

/// `modelcache calibrate`
struct Calibrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train the score that decides about semantic hits.",
        discussion: """
            Reads labelled pairs, embeds them with the configured model and writes a score model: trees, calibration and
            the table that turns a risk into a threshold. The same data gives the same file.

            DATA is a folder with public sets (qqp, lcqmc, paws-x-zh, msrp; what is absent is named), of which only the
            training parts are read. --pairs adds files of your own; the risk is promised for pairs like theirs.

            Example: modelcache calibrate --train ../data --pairs Evaluation/adversarial/train.jsonl.gz --output my.scores
            """)

    @Option(help: "Folder with public sets of labelled pairs.")
    var train: String?

    @Option(help: "File with labelled pairs (JSON Lines or tab-separated, also .gz). Repeatable.")
    var pairs: [String] = []

    @Option(help: "At most this many pairs of each public set.")
    var limit = 20_000

    @Option(help: "Where the score model is written.")
    var output: String

    @OptionGroup var options: EvaluationOptions

    func run() async throws {
        let prompts = try load()
        let embedder = try options.embedder()
        let evidence = try await options.evidence(for: prompts, embedder: embedder)
        let labelled = zip(prompts, evidence).map { prompts, evidence in
            LabelledPair(evidence, isSame: prompts.isSame, group: prompts.group)
        }
        let own = Set(pairs.map { URL(filePath: $0).lastPathComponent })
        let promised = prompts.map { own.contains($0.set) }
        Output.remark("training on \(labelled.count) pairs, \(labelled.count { $0.evidence.veto != nil }) of them vetoed by guards")
        let model = ScoreModelTrainer().train(
            labelled, promised: promised.contains(true) ? promised : nil, fingerprint: embedder.fingerprint)
        try Data(model.encoded).write(to: URL(filePath: output))
        for row in model.riskTable {
            Output.write(
                "risk \(row.risk): score \(row.threshold) (\(row.wrong) wrong among \(row.served) served)")
        }
    }

    private func load() throws -> [LabelledPrompts] {
        var prompts: [LabelledPrompts] = []
        if let train {
            let (pairs, absent) = try PublicSets(folder: train).load(.train)
            for set in absent { Output.remark("\(train) has no \(set): skipped") }
            for (_, set) in Dictionary(grouping: pairs, by: \.set).sorted(by: { $0.key < $1.key }) {
                let stride = max(1, set.count / limit)
                prompts += set.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
            }
        }
        for path in pairs { prompts += try PairFile.read(path) }
        guard !prompts.isEmpty else {
            throw ValidationError("there is nothing to learn from: name a folder with --train or files with --pairs")
        }
        return prompts
    }
}
