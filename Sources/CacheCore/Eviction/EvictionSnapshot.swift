/// A policy's state as bytes: numbers in LEB128, seven bits a byte, low ones first.
struct SnapshotWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ number: UInt64) {
        var rest = number
        while rest > 127 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Eight bytes, low ones first.
    mutating func write(fixed number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    mutating func write(_ part: [UInt8]) {
        write(UInt64(part.count))
        bytes += part
    }
}

/// Reads what a `SnapshotWriter` wrote; every read tells by nil that the bytes are not that.
struct SnapshotReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var remaining: Int { bytes.count - position }
    var isAtEnd: Bool { remaining == 0 }

    mutating func readNumber() -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            guard shift < 63 || byte < 2 else { return nil }
            number |= UInt64(byte & 127) << shift
            if byte < 128 { return number }
        }
        return nil
    }

    mutating func readFixed() -> UInt64? {
        guard remaining >= 8 else { return nil }
        defer { position += 8 }
        return (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[position + $1]) << UInt64(8 * $1) }
    }

    mutating func readPart() -> [UInt8]? {
        guard let count = readNumber(), count <= UInt64(remaining) else { return nil }
        defer { position += Int(count) }
        return Array(bytes[position..<position + Int(count)])
    }
}

extension EntryLists {
    /// The lists, each from its oldest entry to its newest: the difference to the id before, the weight with the mark.
    func write(to writer: inout SnapshotWriter) {
        writer.write(UInt64(listCount))
        for list in 0..<listCount {
            let members = members(of: list)
            writer.write(UInt64(members.count))
            var last: Int64 = 0
            for slot in members {
                let id = id(of: slot).rawValue
                let difference = id &- last
                writer.write(UInt64(bitPattern: difference << 1 ^ difference >> 63))
                writer.write(UInt64(weight(of: slot)) << 4 | UInt64(mark(of: slot)))
                last = id
            }
        }
    }

    /// Fills lists that are empty; false when the bytes are not what `write` wrote for as many lists.
    mutating func read(from reader: inout SnapshotReader, mayAddLists: Bool) -> Bool {
        guard let count = reader.readNumber(), count >= UInt64(listCount),
            mayAddLists ? count <= UInt64(reader.remaining) : count == UInt64(listCount)
        else { return false }
        while listCount < Int(count) { _ = addList() }
        for list in 0..<listCount {
            guard let memberCount = reader.readNumber(), memberCount <= UInt64(reader.remaining) else { return false }
            var last: Int64 = 0
            for _ in 0..<memberCount {
                guard let bits = reader.readNumber(), let value = reader.readNumber(), value >> 4 <= UInt64(UInt32.max)
                else { return false }
                last = last &+ (Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1))
                guard slot(of: EntryID(last)) == nil else { return false }
                let slot = insert(EntryID(last), weight: Int(value >> 4), into: list)
                setMark(UInt8(value & 15), of: slot)
            }
        }
        return true
    }
}
