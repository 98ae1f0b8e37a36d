import TestSupport
import Testing

@testable import Embeddings

@Suite struct DoubleArrayTrieTests {
    @Test("Finds exactly the keys that begin a text, as a search through all keys does", arguments: 0..<40)
    func prefixesEqualBruteForce(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let alphabet = Self.alphabets[Int(seed) % Self.alphabets.count]
        let keys = (0..<Int.random(in: 1...300, using: &random)).map { _ in
            Self.randomText(from: alphabet, length: 1...8, using: &random)
        }
        let trie = try DoubleArrayTrie(try PieceList(keys))
        for _ in 0..<200 {
            let text = Array(Self.randomText(from: alphabet, length: 0...12, using: &random).utf8)
            var expected: [Int: Int32] = [:]
            for (id, key) in keys.enumerated() where text.starts(with: key.utf8) {
                expected[key.utf8.count] = Int32(id)
            }
            #expect(prefixes(of: text, in: trie) == expected)
        }
    }

    /// From two letters, which make deep tries, to all of the basic plane, which make wide ones; with U+0000.
    private static let alphabets: [[Unicode.Scalar]] = [
        ["a", "b"], ["\u{0}", "\u{1}", "\u{2}"], ["a", "é", "中", "😀", "\u{10ffff}"],
        (0..<0x80).map { Unicode.Scalar(UInt8($0)) }, (0x1000..<0x3000).compactMap(Unicode.Scalar.init),
    ]

    private static func randomText(
        from alphabet: [Unicode.Scalar], length: ClosedRange<Int>, using random: inout SeededGenerator
    ) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: length, using: &random) {
            scalars.append(alphabet.randomElement(using: &random)!)
        }
        return String(scalars)
    }

    private func prefixes(of text: [UInt8], in trie: DoubleArrayTrie) -> [Int: Int32] {
        var found: [Int: Int32] = [:]
        var node = trie.root
        for (position, byte) in text.enumerated() {
            guard let child = trie.child(of: node, along: byte) else { break }
            node = child
            if let value = node.value { found[position + 1] = value }
        }
        return found
    }

    @Test("An excluded piece does not match, and does not hide the pieces around it")
    func excluded() throws {
        let trie = try DoubleArrayTrie(try PieceList(["a", "ab", "abc"])) { $0 == 1 }
        #expect(prefixes(of: Array("abcd".utf8), in: trie) == [1: 0, 3: 2])
    }

    @Test("No byte leads anywhere from a leaf, nor from the root of an empty trie")
    func leaves() throws {
        let single = try DoubleArrayTrie(try PieceList(["a"]))
        let leaf = try #require(single.child(of: single.root, along: UInt8(ascii: "a")))
        let empty = try DoubleArrayTrie(try PieceList([""]))
        for byte in UInt8.min...UInt8.max {
            #expect(single.child(of: leaf, along: byte) == nil)
            #expect(empty.child(of: empty.root, along: byte) == nil)
        }
    }

    @Test("The array is nearly dense")
    func density() throws {
        var random = SeededGenerator(seed: 7)
        let keys = (0..<20_000).map { _ in
            Self.randomText(from: Self.alphabets[3], length: 1...6, using: &random)
        }
        var nodes: Set<[UInt8]> = []
        for key in keys {
            for length in 0...key.utf8.count { nodes.insert(Array(key.utf8.prefix(length))) }
        }
        let trie = try DoubleArrayTrie(try PieceList(keys))
        #expect(trie.unitCount < nodes.count * 11 / 10 + 512)
    }
}
