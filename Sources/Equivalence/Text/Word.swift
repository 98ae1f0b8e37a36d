/// A word's identity: its UTF-8 bytes, packed into 128 bits so that comparing and hashing cost two integers.
///
/// Up to fifteen bytes are held exactly (with their count in the last byte). A longer word is held as two keyed hashes;
/// the key is the process's own, so nobody can craft two long words that are taken for one another.
public struct Word: Hashable, Sendable {
    private let head: UInt64
    private let tail: UInt64

    init(head: UInt64, tail: UInt64) {
        self.head = head
        self.tail = tail
    }

    static let empty = Word([])

    init(_ bytes: some Collection<UInt8>) {
        let count = bytes.count
        guard count <= 15 else {
            self = Word(hashing: bytes)
            return
        }
        var head: UInt64 = 0
        var tail = UInt64(count) << 56
        var shift: UInt64 = 0
        for byte in bytes {
            if shift < 64 {
                head |= UInt64(byte) << shift
            } else {
                tail |= UInt64(byte) << (shift - 64)
            }
            shift += 8
        }
        self.init(head: head, tail: tail)
    }

    init(_ text: String) { self.init(text.utf8) }

    private init(hashing bytes: some Collection<UInt8>) {
        var first = Hasher()
        var second = Hasher()
        second.combine(0x5eed as UInt16)
        for byte in bytes {
            first.combine(byte)
            second.combine(byte)
        }
        let low = UInt64(bitPattern: Int64(second.finalize()))
        self.init(head: UInt64(bitPattern: Int64(first.finalize())), tail: low | 0xff << 56)
    }
}
