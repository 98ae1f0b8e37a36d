import Embeddings
import Testing

/// What holds for every tokenizer and any text.
@Suite struct TokenizerBehaviourTests {
    static let names = ReferenceIDsTests.small

    private func tokenizer(_ name: String) throws -> any Tokenizer {
        try TokenizerFile.parse(try TokenizerFixture.bytes("Tokenizers/\(name).json"))
    }

    @Test("An empty text has no tokens", arguments: names)
    func emptyText(name: String) throws {
        let tokens = try tokenizer(name).encode("")
        #expect(tokens == TokenizedText())
        #expect(tokens.unknownShare == 0)
    }

    @Test("A text that spells special tokens does not get their ids", arguments: names)
    func specialTokensInText(name: String) throws {
        let tokenizer = try tokenizer(name)
        let special = tokenizer.specialTokens
        let forbidden = [special.begin, special.end, special.padding].compactMap(\.self)
        for text in ["</s>", "<s>x</s>", "[CLS] a [SEP]", "[PAD][PAD]", "<mask>", " <pad> ", "a</s>b"] {
            #expect(!tokenizer.encode(text).ids.contains(where: forbidden.contains))
        }
        for text in ["[UNK]", "<unk>"] {
            // Any unknown token here stands for characters, so it must be counted as one.
            let tokens = tokenizer.encode(text)
            #expect(tokens.unknownCount == tokens.ids.count { $0 == special.unknown })
        }
    }

    @Test("Every id is in the vocabulary", arguments: names)
    func idsInVocabulary(name: String) throws {
        let tokenizer = try tokenizer(name)
        for text in try TokenizerFixture.texts().texts {
            #expect(
                tokenizer.encode(text).ids.allSatisfy { (0..<Int32(tokenizer.vocabularySize)).contains($0) })
        }
    }

    @Test(
        "A megabyte of one character, word or mark takes linear time", .timeLimit(.minutes(10)),
        arguments: ["bert-uncased", "unigram-sentencepiece", "unigram-whole-text"],
        ["a", "-", "🇩🇪", "a\u{301}\u{323}", "word ", "\u{2581}"])
    func hugeTexts(name: String, unit: String) throws {
        let tokenizer = try tokenizer(name)
        let short = String(repeating: unit, count: 1_000)
        let long = String(repeating: unit, count: 1_000_000 / unit.utf8.count)
        let shortCount = tokenizer.encode(short).ids.count
        let longCount = tokenizer.encode(long).ids.count
        #expect(longCount >= min(shortCount, 1))
        #expect(longCount <= long.utf8.count + 1)
    }

    @Test(
        "A lone surrogate cannot stand in a String: what decoding puts in its place is a character like others"
    )
    func loneSurrogates() throws {
        let decoded = String(decoding: [0x61, 0xd800, 0x62] as [UInt16], as: UTF16.self)
        #expect(decoded == "a\u{fffd}b")
        #expect(try tokenizer("bert-uncased").encode(decoded) == tokenizer("bert-uncased").encode("ab"))
        #expect(try tokenizer("unigram-composed").encode(decoded).unknownCount == 1)
    }

    @Test("A text in which nothing is known is unknown as a whole")
    func unknownShare() throws {
        let tokens = try tokenizer("bert-uncased").encode("🦭 🦭🦭")
        #expect(tokens.unknownShare == 1)
        #expect(tokens.unknownCount == 2)
    }

    @Test("The order of right-to-left texts is that of their scalars, not that of the screen")
    func rightToLeft() throws {
        let tokenizer = try tokenizer("unigram-composed")
        let words = ["שלום", "עולם", "مرحبا", "abc"]
        let separate = words.flatMap { tokenizer.encode("_" + $0).ids }
        #expect(tokenizer.encode(words.map { "_" + $0 }.joined()).ids == separate)
    }
}
