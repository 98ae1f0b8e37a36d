import Foundation

@testable import Embeddings

extension FuzzTarget {
    static let tokenizers = [
        FuzzTarget("tokenizer-file", upTo: 16_384, dictionary: "tokenizer") { bytes in
            check(try TokenizerFile.parse(bytes), on: "Hello, Welt! naïve ﬁ 你好 e\u{301} \u{1F469}\u{200D}\u{1F4BB}")
        },
        FuzzTarget("word-piece", upTo: 2_048) { bytes in
            check(wordPiece, on: String(decoding: bytes, as: UTF8.self))
        },
        FuzzTarget("unigram", upTo: 2_048) { bytes in
            check(unigram, on: String(decoding: bytes, as: UTF8.self))
        },
        FuzzTarget("character-map", upTo: 4_096) { bytes in
            let map = try PrecompiledCharacterMap(
                base64: Data(bytes).base64EncodedString(), field: "precompiled_charsmap")
            let result = map.apply(to: Array("a ﬁ é 你 e\u{301} \r\n\u{1F469}\u{200D}\u{1F4BB}".utf8))
            demand(String(validating: result, as: UTF8.self) != nil, "a normalised text is not UTF-8")
        },
    ]

    private static func check(_ tokenizer: any Tokenizer, on text: String) {
        let tokens = tokenizer.encode(text)
        let isInRange = tokens.ids.allSatisfy { $0 >= 0 && $0 < tokenizer.vocabularySize }
        demand(isInRange, "an id is outside of the vocabulary")
        demand((0...tokens.ids.count).contains(tokens.unknownCount), "more tokens are unknown than there are")
        demand(tokens == tokenizer.encode(text), "a text is cut in two ways")
    }

    private static let wordPiece = seed("word-piece.json")
    private static let unigram = seed("unigram.json")

    private static func seed(_ name: String) -> any Tokenizer {
        let path = (ProcessInfo.processInfo.environment["FUZZ_CORPUS"] ?? "Corpus") + "/tokenizer-file/" + name
        do {
            return try TokenizerFile.parse(Array(Data(contentsOf: URL(filePath: path))))
        } catch {
            fatalError("\(path) is no tokenizer; FUZZ_CORPUS must name the folder Corpus: \(error)")
        }
    }
}
