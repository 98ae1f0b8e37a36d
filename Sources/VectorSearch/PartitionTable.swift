import CacheCore

/// Where each partition of a tenant keeps its vectors. A number stands for a partition as long as it is not
/// empty.
final class PartitionTable {
    enum Home {
        /// A list in the shared slab.
        case list(first: UInt32, count: Int)
        /// The slab with this number.
        case slab(Int)
    }

    /// 40 bytes, because there may be millions.
    private struct Record {
        let digest: PartitionDigest
        var place: UInt32
        /// The length of the list, or `slabMark`.
        var count: UInt32
    }

    private static let slabMark = UInt32.max

    private var records: [Record] = []
    private var freeNumbers: [UInt32] = []
    private var numbers = HashedSlots<UInt32>()

    var count: Int { numbers.count }

    var byteCount: Int {
        records.capacity * MemoryLayout<Record>.stride + freeNumbers.capacity * 4 + numbers.byteCount
    }

    subscript(number: UInt32) -> Home {
        get {
            let record = records[Int(number)]
            return record.count == Self.slabMark
                ? .slab(Int(record.place)) : .list(first: record.place, count: Int(record.count))
        }
        set {
            switch newValue {
            case .list(let first, let count):
                records[Int(number)].place = first
                records[Int(number)].count = UInt32(count)
            case .slab(let slab):
                records[Int(number)].place = UInt32(slab)
                records[Int(number)].count = Self.slabMark
            }
        }
    }

    func number(of digest: PartitionDigest) -> UInt32? {
        numbers.first(hash: Self.hash(digest)) { records[Int($0)].digest == digest }
    }

    /// Adds a partition that is not there, as an empty list.
    func add(_ digest: PartitionDigest) -> UInt32 {
        let record = Record(digest: digest, place: SharedSlab.none, count: 0)
        let number: UInt32
        if let free = freeNumbers.popLast() {
            number = free
            records[Int(number)] = record
        } else {
            number = UInt32(records.count)
            records.append(record)
        }
        numbers.insert(number, hash: Self.hash(digest)) {
            Self.hash(records[Int($0)].digest)
        }
        return number
    }

    func remove(_ number: UInt32) {
        let hash = Self.hash(records[Int(number)].digest)
        numbers.remove(number, hash: hash) { Self.hash(records[Int($0)].digest) }
        freeNumbers.append(number)
        if count == 0 { (records, freeNumbers) = ([], []) }
    }

    private static func hash(_ digest: PartitionDigest) -> UInt64 {
        UInt64(bitPattern: Int64(digest.hashValue))
    }
}
