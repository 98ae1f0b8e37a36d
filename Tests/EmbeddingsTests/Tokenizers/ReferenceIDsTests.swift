import Embeddings
import Foundation
import Testing

/// Ids compared with those of the reference implementation, over texts in some sixty scripts, emoji, control
/// characters, marks, right-to-left texts, very long words and bytes that are not UTF-8.
@Suite struct ReferenceIDsTests {
    static let small = [
        "bert-uncased", "bert-cased", "wordpiece-words", "unigram-sentencepiece", "unigram-whole-text",
        "unigram-composed",
    ]

    @Test("Small tokenizers that use every supported part give the reference's ids", arguments: small)
    func smallTokenizer(name: String) throws {
        let tokenizer = try TokenizerFile.parse(try TokenizerFixture.bytes("Tokenizers/\(name).json"))
        try expectReferenceIDs(of: tokenizer, name: name)
    }

    @Test("The WordPiece of MiniLM gives the reference's ids", .enabled(if: PublishedModels.areAvailable))
    func publishedWordPiece() throws {
        let tokenizer = try PublishedModels.miniLM()
        #expect(tokenizer.vocabularySize == 30522)
        #expect(tokenizer.specialTokens == SpecialTokens(begin: 101, end: 102, padding: 0, unknown: 100))
        try expectReferenceIDs(of: tokenizer, name: "all-MiniLM-L6-v2")
    }

    @Test(
        "The Unigram of multilingual E5 gives the reference's ids", .enabled(if: PublishedModels.areAvailable)
    )
    func publishedUnigram() throws {
        let tokenizer = try PublishedModels.multilingualE5()
        #expect(tokenizer.vocabularySize == 250_002)
        try expectReferenceIDs(of: tokenizer, name: "multilingual-e5-small")
    }

    private func expectReferenceIDs(of tokenizer: any Tokenizer, name: String) throws {
        let expected = try TokenizerFixture.ids(name)
        let (texts, repaired) = try TokenizerFixture.texts()
        let ownTexts = texts.prefix(expected.count - repaired.count) + repaired
        try #require(ownTexts.count == expected.count)
        var differences: [String] = []
        for (text, ids) in zip(ownTexts, expected) {
            let tokens = tokenizer.encode(text)
            if tokens.ids != ids {
                differences.append("\(text.debugDescription): \(tokens.ids) instead of \(ids)")
            }
            #expect(tokens.unknownCount == ids.count { $0 == tokenizer.specialTokens.unknown })
        }
        #expect(differences == [])
    }
}
