import ArgumentParser
import Evaluation
import Foundation
import ModelCache
import TestSupport

/// Writes a set of real embeddings: questions of the public sets through the installed default model.
///
/// Queries are questions that are not stored, among them the other halves of labelled paraphrases, and stored ones
/// reworded by a word or two.
struct Embed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write embeddings of real prompts and queries.")

    @OptionGroup var set: VectorSetOptions

    @Option(help: "The folder with the public sets (see `modelcache evaluate --data`).")
    var data: String

    @Argument(help: "Sizes to be measured; smaller ones are the beginning of the largest.")
    var counts: [Int]

    private static let unseenCount = 1_000
    private static let rewordedCount = 500

    func run() async throws {
        var prompts = try distinctPrompts()
        let largest = counts.max() ?? 0
        guard prompts.count >= largest + Self.unseenCount else {
            throw ValidationError("\(data) has only \(prompts.count) different prompts")
        }
        var generator = SeededGenerator(seed: 1)
        prompts.shuffle(using: &generator)
        var configuration = Configuration()
        configuration.policy.standard.mode = .semantic
        guard let embedder = try configuration.embedder() else { return }
        guard embedder.dimensions == set.dimensions else {
            throw ValidationError("the model's vectors have \(embedder.dimensions) components")
        }
        try FileManager.default.createDirectory(atPath: set.folder, withIntermediateDirectories: true)
        let stored = Array(prompts.prefix(largest))
        try VectorFile.write(try await embeddings(of: stored, by: embedder), to: set.storedPath)
        let unseen = try await embeddings(of: Array(prompts[largest...].prefix(Self.unseenCount)), by: embedder)
        for count in counts {
            let reworded = (0..<Self.rewordedCount).map { number in
                reword(stored[Int.random(in: 0..<count, using: &generator)], number: number)
            }
            try VectorFile.write(
                try await embeddings(of: reworded, by: embedder) + unseen, to: set.queriesPath(count))
        }
    }

    /// In one order always.
    private func distinctPrompts() throws -> [String] {
        let sets = PublicSets(folder: data)
        var prompts: Set<String> = []
        for split in [PublicSets.Split.train, .test] {
            let (pairs, absent) = try sets.load(split)
            if !absent.isEmpty { print("absent: \(absent.joined(separator: ", "))") }
            for pair in pairs { prompts.formUnion([pair.first, pair.second]) }
        }
        return prompts.sorted()
    }

    private func reword(_ prompt: String, number: Int) -> String {
        var words = prompt.split(separator: " ")
        switch number % 3 {
        case 0 where words.count > 3:
            words.remove(at: words.count / 2)
            return words.joined(separator: " ")
        case 1: return "Please tell me: " + prompt
        default: return prompt + " Thanks!"
        }
    }

    private func embeddings(of prompts: [String], by embedder: any Embedder) async throws -> [[Float]] {
        var vectors: [[Float]] = []
        for start in stride(from: 0, to: prompts.count, by: 64) {
            let batch = Array(prompts[start..<min(start + 64, prompts.count)])
            vectors += try await embedder.embed(batch, for: Tenant("benchmark")).map(\.vector)
        }
        return vectors
    }
}
