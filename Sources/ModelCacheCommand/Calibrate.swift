import ArgumentParser
import CacheCore
import Equivalence
import Evaluation
import Foundation

/// `modelcache calibrate`
struct Calibrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train the score that decides about semantic hits, or recommend a tenant's policy.",
        discussion: """
            With --tenant nothing is trained: the tenant's own labels (feedback, and answers to misses) say what risk could be
            promised, and what to set.

            Reads labelled pairs, embeds them with the configured model and writes a score model: trees, calibration and
            the table that turns a risk into a threshold. The same data gives the same file.

            DATA is a folder with public sets (qqp, lcqmc, paws-x-zh, msrp; what is absent is named), of which only the
            training parts are read; near repeats of their prompts are added. --pairs adds files of your own, which count
            four times, and the risk is promised for pairs like these alone: label pairs like those of your traffic.

            With --verifier an existing score model (--score-model, or the one in use) learns to weigh the verifier's verdicts,
            from pairs of families that neither of the two was trained on. It takes a minute for some thousand pairs.

            Example: modelcache calibrate --tenant shop
                     modelcache calibrate --verifier --strangers --pairs Corpus/calibration.jsonl.gz --output my.scores
                     modelcache calibrate --train ../data --pairs Evaluation/adversarial/train.jsonl.gz --output my.scores
            """)

    @Option(help: "Recommend a policy for this tenant from its own labels.")
    var tenant: String?

    @OptionGroup var access: AccessOptions

    @Option(help: "Folder with public sets of labelled pairs.")
    var train: String?

    @Option(help: "File with labelled pairs (JSON Lines or tab-separated, also .gz). Repeatable.")
    var pairs: [String] = []

    @Flag(help: "Teach the score model to weigh the verifier's verdicts, instead of training it.")
    var verifier = false

    @OptionGroup var strangers: StrangerOptions

    @Option(help: "At most this many pairs of each public set.")
    var limit = 20_000

    @Option(help: "Where the score model is written.")
    var output: String?

    @OptionGroup var options: EvaluationOptions

    func validate() throws {
        guard tenant != nil || output != nil else { throw ValidationError("Give --tenant, or data and --output.") }
        guard verifier || !strangers.areWanted else { throw ValidationError("--strangers goes with --verifier.") }
    }

    func run() async throws {
        if let tenant {
            let policy = try await access.withCache { try await $0.policy(of: tenant) }
            return access.json ? Output.write(policy) : Output.write(PolicyRecommendation(policy).text)
        }
        guard let output else { return }
        let prompts = try load()
        let embedder = try options.embedder(withVerifier: verifier)
        guard !verifier else { return try await weighVerdicts(on: prompts, embedder: embedder, output: output) }
        let evidence = try await options.evidence(for: prompts, embedder: embedder).evidence
        let own = Set(pairs.map { URL(filePath: $0).lastPathComponent })
        let labelled = zip(prompts, evidence).map { prompts, evidence in
            // The set of a file with conversations is "conversations/NAME".
            let isOwn = own.contains(URL(filePath: prompts.set).lastPathComponent)
            return LabelledPair(
                evidence, isSame: prompts.isSame, weight: isOwn ? 4 : 1, countsForRisk: isOwn || own.isEmpty,
                group: prompts.group)
        }
        Output.remark(
            "training on \(labelled.count) pairs, \(labelled.count { $0.evidence.veto != nil }) of them vetoed by guards"
        )
        let model = ScoreModelTrainer().train(
            labelled, fingerprint: embedder.fingerprint)
        try write(model, to: output)
    }

    private func weighVerdicts(on prompts: [LabelledPrompts], embedder: any Embedder, output: String) async throws {
        let model = try options.model(for: embedder, verified: true)
        guard let verifier = try options.verifier(of: embedder, isWanted: true) else {
            throw Failure("there is no verifier for this embedding model")
        }
        let (pairs, evidence) = try await options.evidence(
            for: prompts.filter(\.canMeet), withStrangers: strangers.areWanted, embedder: embedder, verifier: verifier)
        let labelled = zip(pairs, evidence).map {
            LabelledPair($1, isSame: $0.isSame, countsForRisk: !$0.isExchanged, group: $0.group)
        }
        Output.remark(
            "learning from \(labelled.count) pairs, \(labelled.count { $0.evidence.verdict == nil }) of them too long to verify"
        )
        try write(
            VerifiedScoreTrainer().train(labelled, for: model, verifier: verifier.fingerprint), to: output)
    }

    private func write(_ model: ScoreModel, to output: String) throws {
        try Data(model.encoded).write(to: URL(filePath: output))
        let tables =
            [("", model.verified?.riskTable ?? model.riskTable)]
            + (model.verified?.conversationRiskTable.map { [(" of conversations", $0)] } ?? [])
        for (kind, rows) in tables {
            for row in rows {
                Output.write(
                    "risk \(row.risk)\(kind): score \(row.threshold) (\(row.wrong) wrong among \(row.served) served)")
            }
        }
    }

    /// One near repeat of every other pair's first prompt: real traffic is full of them, the public sets are not.
    private static func nearRepeats(of pairs: [LabelledPrompts]) -> [LabelledPrompts] {
        pairs.enumerated().filter { $0.offset % 2 == 0 }.compactMap { number, pair in
            let repeats = NearRepeats(of: pair.first, seed: number).all
            guard !repeats.isEmpty else { return nil }
            let chosen = repeats[number / 2 % repeats.count]
            return LabelledPrompts(
                pair.first, chosen.text, isSame: true, category: chosen.category, set: pair.set, group: pair.group)
        }
    }

    private func load() throws -> [LabelledPrompts] {
        var prompts: [LabelledPrompts] = []
        if let train {
            let (pairs, absent) = try PublicSets(folder: train).load(.train)
            for set in absent { Output.remark("\(train) has no \(set): skipped") }
            for (_, set) in Dictionary(grouping: pairs, by: \.set).sorted(by: { $0.key < $1.key }) {
                let stride = max(1, set.count / limit)
                let chosen = set.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
                prompts += chosen + Self.nearRepeats(of: chosen)
            }
        }
        for path in pairs { prompts += try PairFile.read(path) }
        guard !prompts.isEmpty else {
            throw ValidationError("there is nothing to learn from: name a folder with --train or files with --pairs")
        }
        return prompts
    }
}
