import ArgumentParser

/// Measures the embedded vector index, and checks that it loses no hit.
///
/// `Benchmarks/vector-search.py` runs it beside other libraries and writes the documentation.
@main
struct VectorSearchBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the embedded vector index, and check that it loses no hit.",
        subcommands: [Generate.self, Embed.self, Measure.self, Partitions.self, Rebuild.self])
}

/// Where a set of vectors lies: `stored.f32`, and `queries-COUNT.f32` for the first COUNT of them.
struct VectorSetOptions: ParsableArguments {
    @Argument(help: "The folder of the vectors, on a disk.")
    var folder: String

    @Option(help: "Components of a vector.")
    var dimensions = 384

    var storedPath: String { "\(folder)/stored.f32" }

    func queriesPath(_ count: Int) -> String { "\(folder)/queries-\(count).f32" }
}
