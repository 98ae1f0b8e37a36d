import ArgumentParser
import Foundation
import ModelCache
import VectorSearch

/// Fills an index with the beginning of a set and measures everything that it does.
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure searches, inserts, deletes, memory and rebuild; status 1 when a hit was lost.")

    @OptionGroup var set: VectorSetOptions

    @Argument(help: "How many of the set's vectors are stored.")
    var count: Int

    @Option(help: "A query with an exact neighbour at this cosine or above must find one. May be repeated.")
    var threshold: [Float] = [0.8]

    @Option(help: "A file to which the figures are appended as a line of JSON.")
    var results: String?

    private static let tenant = Tenant("benchmark")
    private static let partition = PartitionDigest(number: 0)
    private static let warmUpCount = 20

    func run() async throws {
        let stored = try VectorFile.read(set.storedPath, dimensions: set.dimensions, count: count)
        let queries = try VectorFile.read(set.queriesPath(count), dimensions: set.dimensions)

        let memoryBefore = ProcessResources.anonymousBytes
        let index = try EmbeddedVectorIndex(dimensions: set.dimensions, originals: .file(folder: set.folder))
        let insertTime = ProcessResources.cpuSeconds { insert(stored, batchSize: 1, into: index) }
        let memory = ProcessResources.anonymousBytes - memoryBefore

        let (times, found) = try await search(queries, in: index)
        let kept = HitsKept.compare(found, queries: queries, stored: stored, thresholds: threshold)

        let removed = stride(from: 0, to: count, by: 10).map { EntryID(Int64($0)) }
        let removeTime = ProcessResources.cpuSeconds {
            for id in removed { index.remove([id], tenant: Self.tenant) }
        }
        let rebuilt = try EmbeddedVectorIndex(dimensions: set.dimensions, originals: .file(folder: set.folder))
        let rebuildTime = ProcessResources.cpuSeconds { insert(stored, batchSize: 512, into: rebuilt) }

        let figures = LibraryFigures(
            library: "embedded index", vectors: count, dimensions: set.dimensions,
            microseconds: times[times.count / 2] * 1e6, microseconds99: times[times.count * 99 / 100] * 1e6,
            kept: kept, insertsPerSecond: Double(count) / insertTime, bytesPerVector: Double(memory) / Double(count),
            deleteMicroseconds: removeTime / Double(removed.count) * 1e6, rebuildSeconds: rebuildTime)
        try figures.report(to: results)
        if kept.contains(where: { $0.kept < $0.hits }) { throw ExitCode.failure }
    }

    private func insert(_ vectors: [[Float]], batchSize: Int, into index: EmbeddedVectorIndex) {
        for start in stride(from: 0, to: vectors.count, by: batchSize) {
            let batch = (start..<min(start + batchSize, vectors.count)).map {
                IndexedVector(id: EntryID(Int64($0)), partition: Self.partition, vector: vectors[$0])
            }
            index.insert(batch, tenant: Self.tenant)
        }
    }

    /// Seconds of processor time, sorted, and the nearest neighbour of each query.
    private func search(
        _ queries: [[Float]], in index: EmbeddedVectorIndex
    ) async throws -> (times: [Double], found: [Neighbour?]) {
        var times: [Double] = []
        var found: [Neighbour?] = []
        for query in queries.prefix(Self.warmUpCount) + queries {
            let start = ProcessResources.cpuSeconds
            let neighbours = try await index.search(
                query, tenant: Self.tenant, partition: Self.partition, count: 10)
            times.append(ProcessResources.cpuSeconds - start)
            found.append(neighbours.first)
        }
        let warmUpCount = found.count - queries.count
        return (times.dropFirst(warmUpCount).sorted(), Array(found.dropFirst(warmUpCount)))
    }
}
