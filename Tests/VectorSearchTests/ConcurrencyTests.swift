import CacheCore
import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import VectorSearch

/// Meant to be run under ThreadSanitizer as well: `swift test --sanitize=thread --filter VectorSearchTests`.
@Suite struct ConcurrencyTests {
    private final class Progress: Sendable {
        let value = Atomic<Int>(0)
    }

    @Test func aSearchSeesEveryInsertThatReturnedBeforeItBegan() async throws {
        let folder = TemporaryFolder()
        let index = try EmbeddedVectorIndex(
            dimensions: 64, originals: .file(folder: folder.path), source: nil, limits: .small)
        let total = 1200
        let vectors = SyntheticVectors(dimensions: 64, centreCount: 50).stored(total)
        let progress = Progress()

        await withTaskGroup { group in
            group.addTask {
                for id in 0..<total {
                    index.insert([indexed(id, vectors[id])], tenant: acme)
                    progress.value.store(id + 1, ordering: .releasing)
                    // Even ids stay; an odd one goes when it is ten inserts old.
                    if id > 10, id.isMultiple(of: 2) {
                        index.remove([EntryID(Int64(id - 11))], tenant: acme)
                    }
                    // Moves vectors of another partition in and out of the shared slab.
                    let moving = indexed(10_000 + id % 30, partition: 1 + id % 7, vectors[id])
                    index.insert([moving], tenant: acme)
                }
            }
            for reader in 0..<3 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(reader))
                    while true {
                        let count = progress.value.load(ordering: .acquiring)
                        if count == total { return }
                        guard count > 1 else { continue }
                        let id = Int.random(in: 0..<count, using: &generator) & ~1
                        let found = try? await index.search(
                            vectors[id], tenant: acme, partition: digest(0), count: 1)
                        #expect(found?.first?.id == EntryID(Int64(id)))
                    }
                }
            }
        }
        #expect(index.statistics.rejectedCount == 0)
    }

    @Test func moreLongSearchesThanFitAreRefusedAtOnce() async throws {
        let threads = SearchThreads(threadCount: 1, capacity: 2)
        let gate = DispatchSemaphore(value: 0)
        let progress = Progress()
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                try await threads.run(for: acme) {
                    progress.value.store(1, ordering: .releasing)
                    gate.wait()
                    return 1
                }
            }
            while progress.value.load(ordering: .acquiring) == 0 { await Task.yield() }
            var outcomes: [Int] = []
            for _ in 0..<3 {
                group.addTask {
                    do {
                        return try await threads.run(for: globex) { 1 }
                    } catch VectorIndexError.busy {
                        gate.signal()
                        return 0
                    }
                }
            }
            for try await outcome in group { outcomes.append(outcome) }
            #expect(outcomes.sorted() == [0, 1, 1, 1])
        }
    }
}
