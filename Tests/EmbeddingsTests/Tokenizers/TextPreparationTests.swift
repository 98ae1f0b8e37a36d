import Testing

@testable import Embeddings

/// What happens to a text before the model sees it, by examples.
@Suite struct TextPreparationTests {
    private func words(_ text: String, _ preTokenizer: PreTokenizer, _ normalizer: Normalizer? = nil)
        -> [String]
    {
        let prepared = TextPreparation(normalizer: normalizer, preTokenizer: preTokenizer).apply(to: text)
        return prepared.words.map { String(decoding: prepared.bytes[$0], as: UTF8.self) }
    }

    @Test(
        "Words are cut as each pre-tokenizer defines them",
        arguments: [
            (.bert, ["don", "'", "t", "a", ".", ".", "b_", "c", "、", "d€"]),
            (.whitespace, ["don", "'", "t", "a", "..", "b_c", "、", "d", "€"]),
            (.whitespaceSplit, ["don't", "a..b_c、d€"]),
            (.sequence([.whitespaceSplit, .bert]), ["don", "'", "t", "a", ".", ".", "b_", "c", "、", "d€"]),
        ] as [(PreTokenizer, [String])])
    func cuts(preTokenizer: PreTokenizer, expected: [String]) {
        let expected = expected.flatMap { $0 == "b_" ? ["b", "_"] : [$0] }
        #expect(words(" don't\ta..b_c、d€\u{3000}", preTokenizer) == expected)
    }

    @Test(
        "A mark is put before every word, the first word or none, unless one is there",
        arguments: [
            (.always, ["▁a", "▁b"]), (.first, ["▁a", "b"]), (.never, ["a", "b"]),
        ] as [(Metaspace.PrependScheme, [String])])
    func prependSchemes(scheme: Metaspace.PrependScheme, expected: [String]) {
        let metaspace = PreTokenizer.metaspace(Metaspace(prependScheme: scheme))
        #expect(words("a b", .sequence([.whitespaceSplit, metaspace])) == expected)
        #expect(words("▁a", metaspace) == ["▁a"])
        #expect(words(" a", metaspace) == ["▁a"])
        #expect(words("", metaspace) == [])
    }

    @Test("Every mark begins a word, or none does")
    func splitting() {
        #expect(words("a  b▁c ", .metaspace(Metaspace())) == ["▁a", "▁", "▁b", "▁c", "▁"])
        #expect(words("a  b▁c ", .metaspace(Metaspace(splits: false))) == ["▁a▁▁b▁c▁"])
    }

    private static let map = CodePointMap(
        [("\u{fb01}", ["f", "i"]), ("\u{ad}", []), ("😀", ["é"])] as [(Unicode.Scalar, [Unicode.Scalar])])

    @Test(
        "Each normalizer does what it says",
        arguments: [
            (.lowercase, "ÀΣİ", "àσi\u{307}"),
            (.stripAccents, "e\u{301}é", "eé"),
            (.strip(left: true, right: false), " \u{a0}a ", "a "),
            (.strip(left: false, right: true), " a\n", " a"),
            (.strip(left: true, right: true), " \t ", ""),
            (.prepend("▁"), "", ""),
            (.prepend("▁"), "a", "▁a"),
            (.replace(Replacement(.literal("aa"), with: "b")), "aaaaa", "bba"),
            (.replace(Replacement(.literal("ab"), with: "")), "aabab", "a"),
            (.replace(Replacement(.repeated(" ", atLeast: 2), with: "_")), " a  b   ", " a_b_"),
            (
                .codePoints(map),
                "ﬁ\u{ad}😀x", "fiéx"
            ),
            (
                .bert(
                    BertNormalizer(
                        cleansText: true, separatesIdeographs: true, stripsAccents: true, lowercases: true)),
                "É\u{0}中\u{200d}\u{85}Ä\r\n", "e 中 a  "
            ),
            (
                .bert(
                    BertNormalizer(
                        cleansText: false, separatesIdeographs: false, stripsAccents: false, lowercases: false
                    )),
                "É\u{0}中Ä", "É\u{0}中Ä"
            ),
        ] as [(Normalizer, String, String)])
    func normalizers(normalizer: Normalizer, text: String, expected: String) {
        // Compared by bytes: as Strings, canonically equivalent texts are equal.
        #expect(normalizer.apply(to: Array(text.utf8)) == Array(expected.utf8))
    }
}
