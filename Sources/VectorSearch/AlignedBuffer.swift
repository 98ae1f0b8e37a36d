import CKernels

/// A growable array of plain values that begins at a multiple of 64 bytes, so that no row of codes straddles
/// one cache line more than it must.
///
/// A large one has pages of its own and grows by moving them in the address space instead of copying: an
/// array of a million rows grows without a stall, pages that were never written take no memory, and what
/// shrinks goes back at once.
///
/// Not safe to share by itself; its owner guards it.
final class AlignedBuffer<Element: BitwiseCopyable> {
    private static var alignment: Int { 64 }
    /// Bytes from which an array has pages of its own.
    private static var regionSize: Int { 64 << 10 }
    private static var pageSize: Int { 4096 }

    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var capacity = 0

    init() {
        base = UnsafeMutablePointer(bitPattern: Self.alignment)!
    }

    deinit {
        release()
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
        if byteCount > Self.pageSize, count < capacity / 4 { resize(to: max(count * 2, 1)) }
    }

    private var isRegion: Bool { byteCount >= Self.regionSize }

    private func resize(to newCapacity: Int) {
        let newByteCount = newCapacity * MemoryLayout<Element>.stride
        if isRegion, newByteCount >= Self.regionSize {
            base = Self.region(UnsafeMutableRawPointer(base), byteCount, newByteCount)
        } else {
            let new: UnsafeMutablePointer<Element>
            if newByteCount >= Self.regionSize {
                new = Self.region(nil, 0, newByteCount)
            } else {
                new = UnsafeMutableRawPointer.allocate(
                    byteCount: newByteCount, alignment: Self.alignment
                ).assumingMemoryBound(to: Element.self)
            }
            new.update(from: base, count: min(capacity, newCapacity))
            release()
            base = new
        }
        capacity = newCapacity
    }

    private static func region(
        _ old: UnsafeMutableRawPointer?, _ oldByteCount: Int, _ newByteCount: Int
    ) -> UnsafeMutablePointer<Element> {
        guard let region = resize_memory_region(old, oldByteCount, newByteCount) else {
            fatalError("out of memory: \(newByteCount) bytes for vectors")
        }
        return region.assumingMemoryBound(to: Element.self)
    }

    private func release() {
        if isRegion {
            resize_memory_region(base, byteCount, 0)
        } else if capacity > 0 {
            UnsafeMutableRawPointer(base).deallocate()
        }
    }
}
