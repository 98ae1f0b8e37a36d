/// A number for every code point, most of which are 0: an array of pages, with one page shared by all blocks of 256
/// code points that hold nothing. A lookup is two loads.
struct ScalarTable: Sendable {
    private static let pageSize = 256

    /// The page of each block of 256 code points.
    private var pageOfBlock = [UInt16](repeating: 0, count: 0x110000 / ScalarTable.pageSize)
    /// All pages, one after the other; the first is empty.
    private var entries = [UInt32](repeating: 0, count: ScalarTable.pageSize)

    /// The number of a code point, which is at most U+10FFFF.
    subscript(value: UInt32) -> UInt32 {
        @inline(__always)
        get { entries[Int(pageOfBlock[Int(value >> 8)]) << 8 | Int(value & 0xff)] }
        set {
            let block = Int(value >> 8)
            if pageOfBlock[block] == 0 {
                pageOfBlock[block] = UInt16(entries.count / Self.pageSize)
                entries.append(contentsOf: repeatElement(0, count: Self.pageSize))
            }
            entries[Int(pageOfBlock[block]) << 8 | Int(value & 0xff)] = newValue
        }
    }
}
