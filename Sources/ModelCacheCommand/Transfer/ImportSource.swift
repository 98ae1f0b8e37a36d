import CacheCore
import Foundation
import Service

/// Where entries are imported from: it gives them as lines of JSON, some at a time.
protocol ImportSource {
    /// The same for the same content; nil for one that cannot be read again.
    var identity: String? { get }
    /// The place of the end; nil when that is not known.
    var total: Int64? { get }
    /// Goes on at a place where a batch ended.
    mutating func skip(to checkpoint: ImportCheckpoint) throws
    /// Nil at the end.
    mutating func nextBatch() throws -> ImportBatch?
}

/// Some lines of a source.
struct ImportBatch: Sendable {
    static let maximumLines = 1_000
    static let maximumBytes = 4 << 20

    var lines: [UInt8] = []
    /// The numbers of the lines, as the source counts them; lines that were left out have none.
    var numbers: [Int64] = []
    /// Lines that the source itself refuses; the numbers are the source's.
    var rejected: [LineImport.Rejection] = []
    /// The place behind the batch, and the number of the last line before it.
    var end: Int64 = 0
    var lastLine: Int64 = 0

    var isFull: Bool { numbers.count >= Self.maximumLines || lines.count >= Self.maximumBytes }
    var isEmpty: Bool { numbers.isEmpty && rejected.isEmpty }

    /// The first half of the lines and the others.
    var halves: [ImportBatch] {
        var parts = [self, self]
        let middle = numbers.count / 2
        var begun = 0
        let cut = lines.firstIndex { byte in
            if byte == UInt8(ascii: "\n") { begun += 1 }
            return begun == middle
        }
        let second = (cut ?? lines.count - 1) + 1
        (parts[0].lines, parts[1].lines) = (Array(lines[..<second]), Array(lines[second...]))
        (parts[0].numbers, parts[1].numbers) = (Array(numbers[..<middle]), Array(numbers[middle...]))
        parts[1].rejected = []
        return parts
    }
}
