import CacheCore
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import VectorSearch

/// What happens to the file of originals must never lose a search.
@Suite struct OriginalsFileTests {
    /// A disk that takes so many bytes more.
    private final class Disk: Sendable {
        private let free: Mutex<Int>

        init(free: Int) {
            self.free = Mutex(free)
        }

        func setFree(_ count: Int) {
            free.withLock { $0 = count }
        }

        /// Like `pwrite`: as much as fits, and an error when nothing does.
        var write: OriginalsFile.Write {
            { descriptor, bytes, count, offset in
                let room = self.free.withLock { free in
                    let room = min(count, free)
                    free -= room
                    return room
                }
                guard room > 0 else {
                    errno = ENOSPC
                    return -1
                }
                return pwrite(descriptor, bytes, room, offset)
            }
        }
    }

    private let folder = TemporaryFolder()
    private let log = LogLines(level: .notice)
    private let vectors = SyntheticVectors(dimensions: 16, centreCount: 5).stored(40)

    private func makeFile(_ disk: Disk) throws -> OriginalsFile {
        try OriginalsFile(folder: folder.path, dimensions: 16, logger: log.logger, write: disk.write)
    }

    private func units(_ range: Range<Int>) throws -> [UnitVector] {
        try vectors[range].map { try UnitVector($0, dimensions: 16) }
    }

    /// The tenth vector fits by half: a row is kept as a whole.
    @Test(arguments: [0, 1, 9 * 64 + 32, 40 * 64 - 1]) func whatDoesNotFitStaysInMemory(free: Int) throws {
        let file = try makeFile(Disk(free: free))
        var rows: [UInt32] = []
        for number in 0..<20 { rows += file.add(try units(number..<number + 1)) }
        rows += file.add(try units(20..<40))
        #expect(try file.vectors(of: rows) == Array(vectors.joined()))
        #expect(file.countInMemory > 0)
    }

    @Test func aFullDiskIsLoggedOnceAndAgainWhenTwiceAsMuchIsInMemory() throws {
        let file = try makeFile(Disk(free: 0))
        for number in 0..<40 { _ = file.add(try units(number..<number + 1)) }
        // At 1, 2, 4, 8, 16 and 32 vectors.
        #expect(log.all.count == 6)
        let first = try #require(log.all.first)
        #expect(first.contains("cannot be written"))
        #expect(first.contains("No space left on device"))
        #expect(first.contains(folder.path))
    }

    @Test func roomThatComesBackIsUsed() throws {
        let disk = Disk(free: 0)
        let file = try makeFile(disk)
        let old = file.add(try units(0..<4))
        disk.setFree(.max)
        let new = file.add(try units(4..<8))
        #expect(file.countInMemory == 4)
        file.remove(old)
        #expect(file.countInMemory == 0)
        #expect(log.all.last?.contains("in the file again") == true)
        // The freed rows are given to others, which are in the file.
        let reused = file.add(try units(8..<12))
        #expect(Set(reused) == Set(old))
        #expect(try file.vectors(of: new + reused) == Array(vectors[4..<12].joined()))
    }

    @Test func searchesGoOnWhenTheFolderIsRemoved() async throws {
        let index = try EmbeddedVectorIndex(dimensions: 16, originals: .file(folder: folder.path))
        index.insert([indexed(1, vectors[1])], tenant: acme)
        try FileManager.default.removeItem(atPath: folder.path)
        index.insert([indexed(2, vectors[2])], tenant: acme)
        for id in [1, 2] {
            let found = try await index.search(vectors[id], tenant: acme, partition: digest(0), count: 1)
            #expect(found.map(\.id) == [EntryID(Int64(id))])
        }
    }
}
