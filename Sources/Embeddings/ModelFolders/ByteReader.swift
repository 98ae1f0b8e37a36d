/// Reads little-endian values one after the other, and never beyond the end.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset: Int
    /// For error messages.
    private let file: String

    init(_ bytes: UnsafeRawBufferPointer, file: String, at offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
        self.file = file
    }

    mutating func read<T: FixedWidthInteger>(_: T.Type = T.self) throws(ModelError) -> T {
        let start = try advance(by: MemoryLayout<T>.size)
        return T(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: T.self))
    }

    mutating func readFloat() throws(ModelError) -> Float {
        Float(bitPattern: try read(UInt32.self))
    }

    /// A count or size that the format keeps in 32 bits: never negative, never above `limit`.
    mutating func readCount(upTo limit: Int, of what: String) throws(ModelError) -> Int {
        let value = try read(UInt32.self)
        guard value <= limit else {
            throw .invalid(file: file, reason: "\(what) is \(value), more than \(limit)")
        }
        return Int(value)
    }

    mutating func readBytes(_ count: Int) throws(ModelError) -> UnsafeRawBufferPointer {
        let start = try advance(by: count)
        return UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
    }

    mutating func skip(_ count: Int) throws(ModelError) {
        _ = try advance(by: count)
    }

    private mutating func advance(by count: Int) throws(ModelError) -> Int {
        guard count >= 0, count <= bytes.count - offset else {
            throw .invalid(file: file, reason: "it ends at byte \(bytes.count), in the middle of its content")
        }
        defer { offset += count }
        return offset
    }
}
