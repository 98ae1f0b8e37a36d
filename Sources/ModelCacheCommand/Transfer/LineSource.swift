import CacheCore
import Foundation
import Service

/// A JSON Lines file, plain or compressed by gzip, or standard input.
///
/// It is read in pieces, so a file may be larger than memory. Places are bytes of the (uncompressed) text.
struct LineSource: ImportSource {
    /// Longer lines are refused.
    static let maximumLineBytes = 64 << 20
    private static let pieceBytes = 1 << 20

    let identity: String?
    let total: Int64?
    private let path: String
    private let file: FileHandle
    private let gzip: Process?
    private var buffer: [UInt8] = []
    /// Where the next line begins in the buffer, and up to where no line feed was found.
    private var cursor = 0
    private var scanned = 0
    private var position: Int64 = 0
    private var line: Int64 = 0
    private var isAtEnd = false
    /// Bytes of a line that is too long which were thrown away; nil between lines.
    private var discarded: Int64?

    /// - Parameter path: `-` for standard input.
    /// - Throws: `Failure`.
    init(path: String) throws {
        self.path = path == "-" ? "Standard input" : path
        guard path != "-" else {
            (file, gzip, total, identity) = (.standardInput, nil, nil, nil)
            return
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Failure("There is no file \(path).")
        }
        guard !isFolder.boolValue else { throw Failure("\(path) is a folder, not a file of entries.") }
        guard let opened = FileHandle(forReadingAtPath: path) else {
            throw Failure("\(path) cannot be read. Check its owner and permissions.")
        }
        do {
            let size = Int64(clamping: try opened.seekToEnd())
            let end = UInt64(max(0, size - Int64(Self.identityBytes)))
            try opened.seek(toOffset: end)
            let tail = try opened.read(upToCount: Self.identityBytes) ?? Data()
            try opened.seek(toOffset: 0)
            let head = try opened.read(upToCount: Self.identityBytes) ?? Data()
            try opened.seek(toOffset: 0)
            identity = "\(size) \(head.base64EncodedString()) \(tail.base64EncodedString())"
            if head.starts(with: [0x1F, 0x8B]) {
                (file, gzip) = try Self.uncompressed(opened)
                total = nil
            } else {
                (file, gzip, total) = (opened, nil, size)
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure("\(path) cannot be read: \(error.localizedDescription)")
        }
    }

    /// Bytes at the beginning and at the end that tell a file from another of the same size.
    private static let identityBytes = 64 << 10

    private static func uncompressed(_ file: FileHandle) throws -> (FileHandle, Process) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc"]
        process.standardInput = file
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw Failure("The program gzip, which compressed files need, cannot be started: \(error)")
        }
        return (output.fileHandleForReading, process)
    }

    mutating func skip(to checkpoint: ImportCheckpoint) throws {
        if gzip == nil {
            try file.seek(toOffset: UInt64(checkpoint.position))
        } else {
            var left = checkpoint.position
            while left > 0, let data = try file.read(upToCount: Int(min(left, 1 << 20))), !data.isEmpty {
                left -= Int64(data.count)
            }
        }
        position = checkpoint.position
        line = checkpoint.line
    }

    mutating func nextBatch() throws -> ImportBatch? {
        var batch = ImportBatch()
        while !batch.isFull, let text = try nextLine() {
            line += 1
            position += Int64(text.count) + 1 + (discarded ?? 0)
            if discarded != nil {
                batch.rejected.append(
                    .init(line: Int(line), reason: "The line is longer than \(Self.maximumLineBytes >> 20) MiB."))
                discarded = nil
            } else if text.contains(where: { $0 > 0x20 }) {
                batch.lines += text
                batch.lines.append(UInt8(ascii: "\n"))
                batch.numbers.append(line)
            }
        }
        batch.end = position
        batch.lastLine = line
        return batch.isEmpty ? nil : batch
    }

    /// Without its line feed; nil at the end. Of a line that is too long only the end, and `discarded` is set.
    private mutating func nextLine() throws -> ArraySlice<UInt8>? {
        while true {
            if let end = buffer.lineFeed(from: scanned) {
                defer { (cursor, scanned) = (end + 1, end + 1) }
                return buffer[cursor..<end]
            }
            scanned = buffer.count
            if isAtEnd {
                guard cursor < buffer.count || discarded != nil else { return nil }
                defer { cursor = buffer.count }
                return buffer[cursor...]
            }
            if buffer.count - cursor > Self.maximumLineBytes {
                discarded = (discarded ?? 0) + Int64(buffer.count - cursor)
                cursor = buffer.count
            }
            try readPiece()
        }
    }

    private mutating func readPiece() throws {
        buffer.removeFirst(cursor)
        scanned -= cursor
        cursor = 0
        let piece = try nextPiece()
        buffer += piece
        isAtEnd = piece.isEmpty
        guard isAtEnd, let gzip else { return }
        gzip.waitUntilExit()
        guard gzip.terminationStatus == 0 else {
            throw Failure("\(path) is damaged: gzip says so. What came before the damage is imported.")
        }
    }

    /// In large pieces, where `FileHandle` would read a block of the disk at a time.
    private func nextPiece() throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { bytes, count in
            var result: Int
            repeat {
                result = read(file.fileDescriptor, bytes.baseAddress, bytes.count)
            } while result < 0 && errno == EINTR
            guard result >= 0 else { throw Failure("\(path) cannot be read: \(String(cString: strerror(errno))).") }
            count = result
        }
    }
}

extension [UInt8] {
    /// The place of the first line feed at `start` or behind it.
    fileprivate func lineFeed(from start: Int) -> Int? {
        withUnsafeBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + start, CInt(UInt8(ascii: "\n")), bytes.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }
}
