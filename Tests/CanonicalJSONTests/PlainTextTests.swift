import Testing

@testable import CanonicalJSON

struct PlainTextTests {
    /// Every byte at every place of a word, with every distance to the end: the plain loop is the oracle.
    @Test func everyByteAtEveryPlaceEndsPlainTextOrDoesNot() {
        for byte in UInt8.min...UInt8.max {
            let isSpecial = byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            for length in 1...19 {
                for place in 0..<length {
                    var text = [UInt8](repeating: UInt8(ascii: "!"), count: length)
                    text[place] = byte
                    let end = text.withUnsafeBytes { $0.endOfPlainText(from: 0) }
                    #expect(end == (isSpecial ? place : length), "byte \(byte) at \(place) of \(length)")
                }
            }
        }
    }

    @Test func neighboursOfSpecialBytesDoNotHideThem() {
        let bytes: [UInt8] = [0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0x9F, 0xA0, 0xFF]
        for first in bytes {
            for second in bytes {
                let text = [0x41, first, second, 0x41, 0x41, 0x41, 0x41, 0x41]
                let expected = text.firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? text.count
                #expect(text.withUnsafeBytes { $0.endOfPlainText(from: 0) } == expected)
            }
        }
    }

    @Test func readingBeginsWhereItIsTold() {
        let text = Array("\"plain text and more\"".utf8)
        #expect(text.withUnsafeBytes { $0.endOfPlainText(from: 1) } == text.count - 1)
        #expect(text.withUnsafeBytes { $0.endOfPlainText(from: text.count) } == text.count)
    }
}
