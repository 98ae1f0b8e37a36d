extension UnsafeRawBufferPointer {
    /// The position of the first byte, from `start` on, that does not stand for itself in a JSON string: a
    /// quotation mark, a backslash or a control character. `count` when there is none. O(bytes passed).
    func endOfPlainText(from start: Int) -> Int {
        var position = start
        while position + 8 <= count,
            !Self.hasSpecialByte(loadUnaligned(fromByteOffset: position, as: UInt64.self))
        {
            position += 8
        }
        while position < count, !Self.isSpecial(self[position]) {
            position += 1
        }
        return position
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Whether `isSpecial` holds for any of eight bytes, without looking at them one by one.
    ///
    /// A byte is below n exactly when subtracting n borrows into its high bit and the bit was clear before;
    /// a borrow from a lower byte can only follow a byte that is special itself. Equality with a character is
    /// the test for zero after an exclusive or. (Anderson, "Bit Twiddling Hacks".)
    private static func hasSpecialByte(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ ones &* UInt64(UInt8(ascii: "\""))
        let backslashes = word ^ ones &* UInt64(UInt8(ascii: "\\"))
        let found =
            (word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes
            | (backslashes &- ones) & ~backslashes
        return found & (ones &* 0x80) != 0
    }
}
