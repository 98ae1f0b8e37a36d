import CanonicalJSON
import Foundation

/// Reads a JSON Lines file of entries in batches, line by line, whatever the file's size.
struct EntryLines {
    struct Entry: Sendable {
        let line: Int
        let value: JSONValue
    }

    struct BrokenLine: Sendable {
        let line: Int
        let reason: String
    }

    struct Batch: Sendable {
        var entries: [Entry]
        var brokenLines: [BrokenLine]
    }

    private static let batchSize = 200
    private static let batchBytes = 4 << 20

    let byteCount: Int
    /// Bytes read so far.
    private(set) var position = 0
    private let path: String
    private let tenant: String?
    private let file: FileHandle
    private var buffer: [UInt8] = []
    /// Where the next line begins in the buffer.
    private var cursor = 0
    private var line = 0
    private var isAtEnd = false

    /// - Parameter tenant: for lines that name none.
    init(path: String, tenant: String?) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Failure("\(path) cannot be read.")
        }
        self.file = file
        self.path = path
        self.tenant = tenant
        do {
            byteCount = Int(clamping: try file.seekToEnd())
            try file.seek(toOffset: 0)
        } catch {
            throw Failure("\(path) cannot be read: \(error.localizedDescription)")
        }
    }

    /// Nil at the end of the file.
    ///
    /// - Throws: `Failure` when the file cannot be read, which a folder's can't.
    mutating func nextBatch() throws -> Batch? {
        var batch = Batch(entries: [], brokenLines: [])
        var bytes = 0
        while batch.entries.count < Self.batchSize, bytes < Self.batchBytes, let text = try nextLine() {
            bytes += text.count
            guard text.contains(where: { $0 > 0x20 }) else { continue }
            do {
                batch.entries.append(Entry(line: line, value: try completed(JSONValue(parsing: text))))
            } catch {
                batch.brokenLines.append(BrokenLine(line: line, reason: "not valid JSON: \(error)"))
            }
        }
        return batch.entries.isEmpty && batch.brokenLines.isEmpty ? nil : batch
    }

    private func completed(_ value: JSONValue) -> JSONValue {
        guard case .object(var object) = value, object["tenant"] == nil, let tenant else { return value }
        object["tenant"] = .string(tenant)
        return .object(object)
    }

    private mutating func nextLine() throws -> [UInt8]? {
        while true {
            if let end = buffer[cursor...].firstIndex(of: UInt8(ascii: "\n")) {
                return takeLine(upTo: end, next: end + 1)
            }
            if isAtEnd {
                return cursor < buffer.count ? takeLine(upTo: buffer.count, next: buffer.count) : nil
            }
            try readChunk()
        }
    }

    private mutating func takeLine(upTo end: Int, next: Int) -> [UInt8] {
        defer {
            position += next - cursor
            cursor = next
            line += 1
        }
        return Array(buffer[cursor..<end])
    }

    private mutating func readChunk() throws {
        buffer.removeFirst(cursor)
        cursor = 0
        let chunk: Data?
        do {
            chunk = try file.read(upToCount: 1 << 20)
        } catch {
            throw Failure("\(path) cannot be read: \(error.localizedDescription)")
        }
        if let chunk, !chunk.isEmpty {
            buffer += chunk
        } else {
            isAtEnd = true
        }
    }
}
