import ArgumentParser
import CacheCore
import CanonicalJSON
import Equivalence
import Evaluation
import Foundation
import ModelCache
import Synchronization

/// `modelcache evaluate`
struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the decision on labelled pairs.",
        discussion: """
            Prints for each set and category how many pairs are served and how many of these are wrong, beside plain
            cosine thresholds. A pair is {"a": TEXT, "b": TEXT, "same": true or false, "category": NAME} on a line of its
            own, or TEXT, tab, TEXT, tab, 0 or 1. Families of prompts and of conversations (see Corpus/README.md) are read
            too; conversations are compared as with cache.context: conversation.

            With --stream the files are requests in their order, {"text": TEXT, "class": NAME} or TEXT, tab, NAME, where requests
            of one class want one answer. They are played against a cold cache: a miss is inserted, a hit is wrong when it
            brings the answer of another class.

            Example: modelcache evaluate pairs.jsonl --plot risk.svg
                     modelcache evaluate --stream requests.tsv
            """)

    @Argument(help: "Files with labelled pairs (also .gz).")
    var files: [String] = []

    @Flag(help: "Measure streams of requests instead of pairs.")
    var stream = false

    @Option(
        help:
            "Folder with public sets, whose test parts are measured: qqp, lcqmc, paws-x-zh, msrp; banking77, clinc150.")
    var data: String?

    @Option(help: "The share of wrong answers among those served that is allowed.")
    var risk = 0.02

    @Option(help: "Write the risk-coverage curves to this file (SVG).")
    var plot: String?

    @Option(help: "Write each pair with its similarity, score and veto to this file (JSON Lines).")
    var outcomes: String?

    @OptionGroup var strangers: StrangerOptions

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: EvaluationOptions

    func validate() throws {
        guard !stream || !strangers.areWanted else {
            throw ValidationError("--strangers are pairs: give it without --stream.")
        }
    }

    func run() async throws {
        guard !stream else { return try await playStreams() }
        let prompts = try load()
        let embedder = try options.embedder()
        let (judge, verifier) = try options.judge(for: embedder)
        guard let threshold = judge.threshold(risk: risk, basis: .hits, given: Experience()).value else {
            throw Failure("the score model cannot promise a risk of \(risk)")
        }
        let (pairs, evidence) = try await options.evidence(
            for: prompts, withStrangers: strangers.areWanted, embedder: embedder, verifier: verifier)
        let results = zip(pairs, evidence).map { prompts, evidence in
            let judgement = judge.judgement(of: evidence)
            return PairOutcome(
                pair: prompts, similarity: evidence.similarity, score: judgement.score,
                guardName: prompts.canMeet ? judgement.veto?.guardName : "partition", verdict: evidence.verdict)
        }
        let report = PairReport(results, judged: .judged(threshold: threshold))
        if json { Output.write(report.json) } else { Output.write(report.text) }
        if verifier != nil {
            let asked = evidence.count { judge.asksVerifier(about: $0, threshold: threshold) }
            Output.remark("the verifier is needed for \(asked) of \(evidence.count) pairs")
        }
        if let plot {
            let curves =
                report.criteria.prefix(1).map { RiskCoverage(results, criterion: $0) }
                + [RiskCoverage(results, criterion: .cosine(0, name: "cosine"))]
            try Data(RiskCoveragePlot.svg(curves, title: "Risk and coverage").utf8).write(to: URL(filePath: plot))
        }
        if let outcomes { try write(results, to: outcomes) }
    }

    private func playStreams() async throws {
        var items: [StreamItem] = []
        for file in files { items += try StreamFile.read(file) }
        if let data {
            let (found, absent) = try PublicStreams(folder: data).load()
            for set in absent { Output.remark("\(data) has no \(set): skipped") }
            items += found
        }
        guard !items.isEmpty else {
            throw ValidationError("there is nothing to play: name files with requests, or a folder with --data")
        }
        let embedder = try options.embedder()
        let (judge, verifier) = try options.judge(for: embedder)
        var judged = TenantPolicy(mode: .semantic)
        judged.risk = risk
        let policies =
            [("judged", judged)]
            + [Float(0.95), 0.9, 0.6].map {
                ("cosine \($0)", TenantPolicy(mode: .semantic, threshold: $0))
            }
        for set in Dictionary(grouping: items, by: \.set).sorted(by: { $0.key < $1.key }) {
            for (name, policy) in policies {
                var configuration = Configuration()
                configuration.policy = CachePolicy(standard: policy)
                // Labels come in by the clock, and a report should be the same every time.
                configuration.policy.standard.learnsFromAnswers = false
                let cache = try await SemanticCache.inMemory(
                    configuration: configuration, embedder: embedder, judge: judge, verifier: verifier)
                let progress = Progress(total: set.value.count, title: "\(set.key), \(name)")
                let shown = Mutex(progress)
                let run = try await StreamRun.play(set.value, on: cache, rule: name) { done, _ in
                    shown.withLock { $0.update(done) }
                }
                shown.withLock { $0.finish() }
                await cache.close()
                if json { Output.write(run.json) } else { Output.write(run.text) }
            }
        }
    }

    private func load() throws -> [LabelledPrompts] {
        var prompts: [LabelledPrompts] = []
        for file in files { prompts += try PairFile.read(file) }
        if let data {
            let (pairs, absent) = try PublicSets(folder: data).load(.test)
            for set in absent { Output.remark("\(data) has no \(set): skipped") }
            prompts += pairs
        }
        guard !prompts.isEmpty else {
            throw ValidationError("there is nothing to measure: name files with pairs, or a folder with --data")
        }
        return prompts
    }

    private func write(_ results: [PairOutcome], to path: String) throws {
        var data = Data()
        for result in results {
            var line = JSONObject()
            line["a"] = .string(result.pair.first)
            line["b"] = .string(result.pair.second)
            line["same"] = .bool(result.pair.isSame)
            line["set"] = .string(result.pair.set)
            line["category"] = .string(result.pair.category)
            line["similarity"] = JSONValue(Double(result.similarity))
            line["score"] = JSONValue(Double(result.score))
            line["guard"] = result.guardName.map { .string($0) }
            line["verifier"] = result.verdict.map { JSONValue(Double($0)) }
            data.append(contentsOf: JSONValue.object(line).encoded)
            data.append(0x0a)
        }
        try data.write(to: URL(filePath: path))
    }
}
