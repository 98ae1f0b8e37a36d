#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A growable array of plain values that begins at a multiple of 64 bytes, so that no row of codes straddles
/// one cache line more than it must.
///
/// It grows by `realloc`, which moves large blocks by remapping their pages instead of copying them, and pages that
/// were never written take no memory: an array of a million rows grows without a stall and without waste.
///
/// Not safe to share by itself; its owner guards it.
final class AlignedBuffer<Element: BitwiseCopyable> {
    private static var alignment: Int { 64 }
    private static var hugePageSize: Int { 2 << 20 }

    private var allocation: UnsafeMutableRawPointer?
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var capacity = 0

    init() {
        base = UnsafeMutablePointer(bitPattern: Self.alignment)!
    }

    deinit {
        free(allocation)
    }

    var byteCount: Int { capacity * MemoryLayout<Element>.stride }

    subscript(index: Int) -> Element {
        get {
            assert(index >= 0 && index < capacity)
            return base[index]
        }
        set {
            assert(index >= 0 && index < capacity)
            base[index] = newValue
        }
    }

    /// Makes room for `count` elements, half as much again when it has to grow. New elements are undefined.
    func reserve(_ count: Int) {
        if count > capacity { resize(to: max(count, capacity + capacity / 2)) }
    }

    /// Gives memory back when less than a quarter is used.
    func shrink(toFit count: Int) {
        if byteCount > 4096, count < capacity / 4 { resize(to: max(count * 2, 1)) }
    }

    /// `realloc` keeps 16-byte alignment only; where the aligned start moves within the block, so do the elements.
    private func resize(to newCapacity: Int) {
        let kept = min(capacity, newCapacity) * MemoryLayout<Element>.stride
        let size = newCapacity * MemoryLayout<Element>.stride + Self.alignment
        let oldOffset = allocation.map { UnsafeRawPointer(base) - UnsafeRawPointer($0) } ?? 0
        guard let block = realloc(allocation, size) else { fatalError("out of memory (\(size) bytes)") }
        let start = block.alignedUp(toMultipleOf: Self.alignment)
        if start != block + oldOffset { memmove(start, block + oldOffset, kept) }
        allocation = block
        base = start.assumingMemoryBound(to: Element.self)
        capacity = newCapacity
        adviseHugePages(block, size)
    }

    private func adviseHugePages(_ block: UnsafeMutableRawPointer, _ size: Int) {
        #if os(Linux)
            guard size >= 2 * Self.hugePageSize else { return }
            let start = block.alignedUp(toMultipleOf: Self.hugePageSize)
            // Only a wish: the kernel may not know huge pages.
            _ = madvise(start, size - (start - block), MADV_HUGEPAGE)
        #endif
    }
}
