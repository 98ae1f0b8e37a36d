import Foundation
import ModelCache
import TestSupport
import VectorSearch

func generate(folder: String, count: Int, dimensions: Int) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let vectors = SyntheticVectors(dimensions: dimensions)
    let stored = vectors.stored(count)
    try write(stored, to: "\(folder)/stored.f32")
    try write(vectors.queries(1000, stored: stored), to: "\(folder)/queries.f32")
}

func measure(folder: String, count: Int, dimensions: Int) async throws {
    let stored = try read("\(folder)/stored.f32", dimensions: dimensions, count: count)
    // Queries of longer files reword vectors that are not stored here; so they are drawn for this count.
    let queries = SyntheticVectors(dimensions: dimensions).queries(
        count >= 1_000_000 ? 300 : 1000, stored: stored)
    try write(queries, to: "\(folder)/queries-\(count).f32")
    let tenant = Tenant("bench")
    let partition = partition(0)

    let anonymousBefore = anonymousMemory()
    let index = try EmbeddedVectorIndex(dimensions: dimensions, originals: .file(folder: folder))
    let insertStart = cpuTime()
    for (id, vector) in stored.enumerated() {
        index.insert([IndexedVector(id: EntryID(Int64(id)), partition: partition, vector: vector)], tenant: tenant)
    }
    let insertTime = cpuTime() - insertStart
    let anonymousAfter = anonymousMemory()

    func search(_ query: [Float]) async throws -> [Neighbour] {
        try await index.search(query, tenant: tenant, partition: partition, count: 10)
    }
    for query in queries.prefix(20) { _ = try await search(query) }
    var times: [Double] = []
    var found: [Neighbour?] = []
    for query in queries {
        let start = cpuTime()
        let neighbours = try await search(query)
        times.append(cpuTime() - start)
        found.append(neighbours.first)
    }
    times.sort()
    let (hits, kept, first) = compare(found, queries: queries, stored: stored)

    let removed = stride(from: 0, to: count, by: 10).map { EntryID(Int64($0)) }
    let removeStart = cpuTime()
    for id in removed { index.remove([id], tenant: tenant) }
    let removeTime = cpuTime() - removeStart

    let batches = stride(from: 0, to: count, by: 1000).map { start in
        (start..<min(start + 1000, count)).map {
            IndexedVector(id: EntryID(Int64($0)), partition: partition, vector: stored[$0])
        }
    }
    let rebuilt = try EmbeddedVectorIndex(dimensions: dimensions, originals: .file(folder: folder))
    let rebuildStart = cpuTime()
    for batch in batches { rebuilt.insert(batch, tenant: tenant) }
    let rebuildTime = cpuTime() - rebuildStart

    print(
        """
        vectors \(count) x \(dimensions)
          cpu us/query median \(times[times.count / 2] * 1e6) p99 \(times[times.count * 99 / 100] * 1e6)
          hits kept \(kept)/\(hits), nearest found \(first)/\(queries.count)
          inserts/s \(Int(Double(count) / insertTime)), delete us \(removeTime / Double(removed.count) * 1e6)
          anonymous bytes/vector \((anonymousAfter - anonymousBefore) / count), counted \(index.statistics.byteCount / count)
          rebuild s \(rebuildTime)
        """)
}

func measurePartitions(folder: String, count: Int, dimensions: Int) async throws {
    let tenant = Tenant("bench")
    let vectors = SyntheticVectors(dimensions: dimensions, centreCount: 10)
    let anonymousBefore = anonymousMemory()
    let index = try EmbeddedVectorIndex(dimensions: dimensions, originals: .file(folder: folder))
    var id: Int64 = 0
    vectors.forEachStored(count) { vector in
        index.insert(
            [IndexedVector(id: EntryID(id), partition: partition(UInt64(id)), vector: vector)], tenant: tenant)
        id += 1
    }
    let codes = (dimensions + 63) / 64 * 64 + 8
    let bytes = (anonymousMemory() - anonymousBefore) / count
    print("\(count) partitions of one entry: anonymous bytes/entry \(bytes), of them codes \(codes)")
}

/// Queries that have an exact neighbour at 0.8 or above, those among them for which one was found, and those
/// for which the nearest was found.
func compare(
    _ found: [Neighbour?], queries: [[Float]], stored: [[Float]]
) -> (hits: Int, kept: Int, first: Int) {
    var (hits, kept, first) = (0, 0, 0)
    for (query, neighbour) in zip(queries, found) {
        var (best, bestID) = (-Float.infinity, 0)
        for id in stored.indices {
            let similarity = dotProduct(query, stored[id])
            if similarity > best { (best, bestID) = (similarity, id) }
        }
        if neighbour?.id == EntryID(Int64(bestID)) { first += 1 }
        guard best >= 0.8 else { continue }
        hits += 1
        if let neighbour, neighbour.similarity >= 0.8 { kept += 1 }
    }
    return (hits, kept, first)
}

func dotProduct(_ left: [Float], _ right: [Float]) -> Float {
    left.withUnsafeBytes { left in
        right.withUnsafeBytes { right in
            var sum = SIMD16<Float>()
            for offset in stride(from: 0, to: left.count, by: 64) {
                sum.addProduct(
                    left.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self),
                    right.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self))
            }
            return sum.sum()
        }
    }
}

func partition(_ number: UInt64) -> PartitionDigest {
    var bytes = [UInt8](repeating: 0, count: 32)
    for index in 0..<8 {
        let word = (number &+ UInt64(index)) &* 0x9e37_79b9_7f4a_7c15
        bytes[index] = UInt8(truncatingIfNeeded: word >> 32)
        bytes[index + 8] = UInt8(truncatingIfNeeded: number >> (8 * index))
    }
    return PartitionDigest(Digest(bytes: bytes)!)
}

/// Seconds of processor time of this process.
func cpuTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Bytes of anonymous memory of this process (Linux).
func anonymousMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon") }
    return Int(line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first ?? "0")! * 1024
}

func write(_ vectors: [[Float]], to path: String) throws {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    for vector in vectors { try file.write(contentsOf: vector.withUnsafeBytes { Data($0) }) }
    try file.close()
}

func read(_ path: String, dimensions: Int, count: Int) throws -> [[Float]] {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    return try (0..<count).map { _ in
        let data = try file.read(upToCount: dimensions * 4) ?? Data()
        precondition(data.count == dimensions * 4, "\(path) is too short")
        return [Float](unsafeUninitializedCapacity: dimensions) { buffer, count in
            count = data.copyBytes(to: buffer) / 4
        }
    }
}
