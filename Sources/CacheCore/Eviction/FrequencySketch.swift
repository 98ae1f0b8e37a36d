/// How often entries were used lately, approximately: a count-min sketch of 4-bit counters.
///
/// Each entry has four counters among those of others; the least of them is never below its count (Cormode,
/// Muthukrishnan: An improved data stream summary, 2005). After ten uses for each entry of the capacity all counters
/// are halved, so that what was popular once is forgotten (Einziger, Friedman, Manes: TinyLFU, 2017). 16 counters in
/// a word and a word for each entry, rounded up to a power of two: 8 to 16 bytes an entry.
struct FrequencySketch: Sendable {
    private static let minimumWords = 16
    private static let usesPerWord = 10

    private var words = [UInt64](repeating: 0, count: minimumWords)
    private var additions = 0

    var byteCount: Int { words.capacity * MemoryLayout<UInt64>.stride }

    /// Grows for so many entries. A counter's place is given by the lower bits of a hash, so each half of the doubled
    /// table begins as a copy of the old one, and every estimate stays.
    mutating func reserve(_ entryCount: Int) {
        while words.count < entryCount { words += words }
    }

    func estimate(_ id: EntryID) -> Int {
        let hash = SlotMap.hash(id.rawValue)
        return (0..<4).reduce(15) { lowest, row in
            let place = place(hash, row: row)
            return min(lowest, Int(words[place.word] >> place.shift & 15))
        }
    }

    mutating func add(_ id: EntryID) {
        let hash = SlotMap.hash(id.rawValue)
        var wasAdded = false
        for row in 0..<4 {
            let place = place(hash, row: row)
            guard words[place.word] >> place.shift & 15 < 15 else { continue }
            words[place.word] += 1 << place.shift
            wasAdded = true
        }
        if wasAdded {
            additions += 1
            if additions >= Self.usesPerWord * words.count { age() }
        }
    }

    private mutating func age() {
        for index in words.indices { words[index] = words[index] >> 1 & 0x7777_7777_7777_7777 }
        additions /= 2
    }

    /// A row takes four of the 16 counters of a word, which it chooses by bits of the hash that it mixes anew.
    private func place(_ hash: UInt64, row: Int) -> (word: Int, shift: UInt64) {
        var bits = (hash &+ UInt64(row) &* 0x9e37_79b9_7f4a_7c15) &* 0xff51_afd7_ed55_8ccd
        bits ^= bits >> 32
        let counter = UInt64(row) * 4 + (hash >> (UInt64(row) * 2) & 3)
        return (Int(bits & UInt64(words.count - 1)), counter * 4)
    }

    func write(to writer: inout SnapshotWriter) {
        writer.write(UInt64(additions))
        writer.write(UInt64(words.count))
        words.forEach { writer.write(fixed: $0) }
    }

    init() {}

    init?(from reader: inout SnapshotReader) {
        guard let additions = reader.readNumber(), let count = reader.readNumber(),
            count >= UInt64(Self.minimumWords), count.nonzeroBitCount == 1, count <= UInt64(reader.remaining / 8)
        else { return nil }
        words = (0..<count).compactMap { _ in reader.readFixed() }
        guard additions < UInt64(Self.usesPerWord * words.count) else { return nil }
        self.additions = Int(additions)
    }
}
