import Foundation
import ModelCache
import TestSupport
import VectorSearch

// Measures the embedded vector index on synthetic vectors.
//
//     VectorSearchBenchmark generate FOLDER COUNT [DIMENSIONS]   writes stored.f32 and queries.f32
//     VectorSearchBenchmark measure FOLDER COUNT [DIMENSIONS]    searches them, checks against every vector
//     VectorSearchBenchmark partitions FOLDER COUNT [DIMENSIONS] one vector in each of COUNT partitions

let arguments = CommandLine.arguments
guard arguments.count >= 4, let count = Int(arguments[3]) else {
    print("usage: VectorSearchBenchmark generate|measure|partitions FOLDER COUNT [DIMENSIONS]")
    exit(64)
}
let folder = arguments[2]
let dimensions = arguments.count > 4 ? Int(arguments[4])! : 384

switch arguments[1] {
case "generate": try generate(folder: folder, count: count, dimensions: dimensions)
case "measure": try await measure(folder: folder, count: count, dimensions: dimensions)
case "partitions": try await measurePartitions(folder: folder, count: count, dimensions: dimensions)
default: print("unknown command \(arguments[1])")
}
