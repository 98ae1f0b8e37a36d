import ArgumentParser
import Foundation
import TestSupport

/// Writes a synthetic set: the vectors, and queries for each size that is to be measured.
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write clustered synthetic vectors and queries.")

    @OptionGroup var set: VectorSetOptions

    @Argument(help: "Sizes to be measured; smaller ones are the beginning of the largest.")
    var counts: [Int]

    func run() throws {
        try FileManager.default.createDirectory(atPath: set.folder, withIntermediateDirectories: true)
        let vectors = SyntheticVectors(dimensions: set.dimensions)
        let stored = vectors.stored(counts.max() ?? 0)
        try VectorFile.write(stored, to: set.storedPath)
        for count in counts {
            // Only vectors that are stored may be reworded.
            let queries = vectors.queries(count >= 1_000_000 ? 300 : 1_000, stored: Array(stored.prefix(count)))
            try VectorFile.write(queries, to: set.queriesPath(count))
        }
    }
}
