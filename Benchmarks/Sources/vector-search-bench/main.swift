import CacheCore
import Foundation
import TestSupport
import VectorSearch

// Measures the embedded vector index on synthetic vectors.
//
//     vector-search-bench generate FOLDER COUNT [DIMENSIONS]   writes stored.f32 and queries.f32
//     vector-search-bench measure FOLDER COUNT [DIMENSIONS]    searches them, checks against every vector
//     vector-search-bench partitions FOLDER COUNT [DIMENSIONS] one vector in each of COUNT partitions

let arguments = CommandLine.arguments
guard arguments.count >= 4, let count = Int(arguments[3]) else {
    print("usage: vector-search-bench generate|measure|partitions FOLDER COUNT [DIMENSIONS]")
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
