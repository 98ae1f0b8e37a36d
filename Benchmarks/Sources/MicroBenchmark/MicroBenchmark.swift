import ArgumentParser

/// The parts of a lookup one by one, on one thread, in processor time: what `micro.py` sets beside other libraries.
///
/// Each command prints one JSON object.
@main
struct MicroBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Processor time of embedding, tokenizing, deciding and evicting.",
        subcommands: [EmbeddingTimes.self, DecisionTimes.self, EvictionTimes.self])
}
