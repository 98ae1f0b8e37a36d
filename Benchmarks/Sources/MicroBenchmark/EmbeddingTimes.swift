import ArgumentParser
import Embeddings
import Foundation

/// Text in, vector out, and the tokenizer alone.
struct EmbeddingTimes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embedding", abstract: "Times of an installed model on the calls of a file.")

    @Argument(help: "The model's name, as 'modelcache model install' knows it.")
    var model: String

    @Argument(help: "JSON file: an array of calls, each an array of texts.")
    var calls: String

    private struct Figures: Encodable {
        let embedding: [ProcessorTimes]
        let tokenizing: [ProcessorTimes]
        /// Of all texts, for comparison with another engine of the same model.
        let vectors: [[Float]]
    }

    func run() throws {
        let calls = try JSONDecoder().decode([[String]].self, from: Data(contentsOf: URL(filePath: calls)))
        let encoder = try ModelLibrary().open(model)
        _ = try calls.map { try encoder.embed($0) }
        try printJSON(
            Figures(
                embedding: try calls.map { texts in
                    try ProcessorTimes(repetitions: 60) { _ = try encoder.embed(texts) }
                },
                tokenizing: calls.map { texts in
                    ProcessorTimes(repetitions: 60, calls: 20) { for text in texts { _ = encoder.tokens(of: text) } }
                },
                vectors: try calls.flatMap { try encoder.embed($0).map(\.vector) }))
    }
}
