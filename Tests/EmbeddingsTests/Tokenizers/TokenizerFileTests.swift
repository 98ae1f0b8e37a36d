import CanonicalJSON
import Foundation
import TestSupport
import Testing

@testable import Embeddings

@Suite struct TokenizerFileTests {
    private func parse(_ json: String) throws -> any Tokenizer {
        try TokenizerFile.parse(Array(json.utf8))
    }

    /// A whole file around some of its fields.
    private static func file(
        normalizer: String = "null", preTokenizer: String = "null", postProcessor: String = "null",
        addedTokens: String = "[]",
        model: String = #"{"type":"WordPiece","unk_token":"[UNK]","vocab":{"[UNK]":0,"a":1}}"#
    ) -> String {
        """
        {"version":"1.0","truncation":{"max_length":128},"padding":{"pad_id":0},"added_tokens":\(addedTokens),
        "normalizer":\(normalizer),"pre_tokenizer":\(preTokenizer),"post_processor":\(postProcessor),
        "decoder":{"type":"Anything"},"model":\(model)}
        """
    }

    @Test("Truncation, padding and decoder are not looked at")
    func minimal() throws {
        let tokenizer = try parse(Self.file(preTokenizer: #"{"type":"Whitespace"}"#))
        #expect(tokenizer.vocabularySize == 2)
        #expect(tokenizer.specialTokens == SpecialTokens(begin: nil, end: nil, padding: nil, unknown: 0))
        #expect(tokenizer.encode(String(repeating: "a ", count: 500)).ids.count == 500)
    }

    static let unsupported: [(json: String, field: String)] = [
        (file(normalizer: #"{"type":"Nmt"}"#), "normalizer.type"),
        (
            file(normalizer: #"{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"ByteLevel"}]}"#),
            "normalizer.normalizers[1].type"
        ),
        (
            file(normalizer: #"{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "}"#),
            "normalizer.pattern.Regex"
        ),
        (
            file(normalizer: #"{"type":"Replace","pattern":{"Regex":"a{2,3}"},"content":" "}"#),
            "normalizer.pattern.Regex"
        ),
        (file(preTokenizer: #"{"type":"ByteLevel"}"#), "pre_tokenizer.type"),
        (
            file(preTokenizer: #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"sometimes"}"#),
            "pre_tokenizer.prepend_scheme"
        ),
        (
            file(
                preTokenizer: """
                    {"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},
                    {"type":"Metaspace","replacement":"▁","prepend_scheme":"first"}]}
                    """), "pre_tokenizer.pretokenizers[1].prepend_scheme"
        ),
        (file(postProcessor: #"{"type":"ByteLevel"}"#), "post_processor.type"),
        (
            file(postProcessor: #"{"type":"TemplateProcessing","single":[],"special_tokens":{}}"#),
            "post_processor.single"
        ),
        (file(addedTokens: #"[{"id":1,"content":"a","special":false}]"#), "added_tokens[0].special"),
        (file(model: #"{"type":"BPE"}"#), "model.type"),
        (
            file(model: #"{"type":"Unigram","unk_id":0,"byte_fallback":true,"vocab":[["a",0]]}"#),
            "model.byte_fallback"
        ),
    ]

    @Test("What is not supported is refused, and the field is named", arguments: unsupported)
    func unsupportedFields(json: String, field: String) {
        #expect {
            _ = try parse(json)
        } throws: { error in
            guard case .unsupported(field, _)? = error as? TokenizerError else { return false }
            return "\(error)".contains(field)
        }
    }

    static let invalid: [(json: String, field: String)] = [
        ("{}", "model"),
        (file(normalizer: "3"), "normalizer"),
        (file(normalizer: #"{"type":"Strip"}"#), "normalizer.strip_left"),
        (file(normalizer: #"{"type":"BertNormalizer","lowercase":"yes"}"#), "normalizer.lowercase"),
        (
            file(normalizer: #"{"type":"Replace","pattern":{"String":""},"content":""}"#),
            "normalizer.pattern.String"
        ),
        (
            file(normalizer: #"{"type":"Precompiled","precompiled_charsmap":"%"}"#),
            "normalizer.precompiled_charsmap"
        ),
        (
            file(normalizer: #"{"type":"Precompiled","precompiled_charsmap":"/////w=="}"#),
            "normalizer.precompiled_charsmap"
        ),
        (file(preTokenizer: #"{"type":"Metaspace","replacement":"ab"}"#), "pre_tokenizer.replacement"),
        (
            file(
                preTokenizer: """
                    {"type":"Metaspace","replacement":"▁","add_prefix_space":false,"prepend_scheme":"always"}
                    """), "pre_tokenizer.prepend_scheme"
        ),
        (file(postProcessor: #"{"type":"BertProcessing","sep":["a"],"cls":["b",0]}"#), "post_processor.sep"),
        (file(addedTokens: #"[{"id":-1,"content":"a","special":true}]"#), "added_tokens[0].id"),
        (file(addedTokens: #"[{"id":9,"content":"a","special":true}]"#), "model.vocab"),
        (file(model: #"{"type":"WordPiece","vocab":{"[UNK]":0,"a":2}}"#), "model.vocab"),
        (file(model: #"{"type":"WordPiece","vocab":{"[UNK]":0,"a":0}}"#), "model.vocab"),
        (file(model: #"{"type":"WordPiece","vocab":{"[UNK]":0,"a":2147483648}}"#), "model.vocab.a"),
        (file(model: #"{"type":"WordPiece","vocab":{"a":0}}"#), "model.unk_token"),
        (file(model: #"{"type":"Unigram","vocab":[["a",0]]}"#), "model.unk_id"),
        (file(model: #"{"type":"Unigram","unk_id":0,"vocab":[["a"]]}"#), "model.vocab[0]"),
    ]

    @Test("A field that is missing or wrong is named", arguments: invalid)
    func invalidFields(json: String, field: String) {
        #expect {
            _ = try parse(json)
        } throws: { error in
            guard case .invalidField(field, _)? = error as? TokenizerError else { return false }
            return "\(error)".contains(field)
        }
    }

    @Test("What is not JSON, or no object, is refused", arguments: ["", "{", "[]", "null", "\u{feff}{}"])
    func notJSON(text: String) {
        #expect {
            _ = try parse(text)
        } throws: { error in
            guard case .notJSON? = error as? TokenizerError else { return false }
            return true
        }
    }

    @Test("Special tokens outside of the vocabulary are refused")
    func specialTokenOutside() {
        let processor = #"{"type":"RobertaProcessing","sep":["</s>",7],"cls":["<s>",0]}"#
        #expect(throws: TokenizerError.invalidVocabulary("the special token 7 is not one of its 2 ids")) {
            try parse(Self.file(postProcessor: processor))
        }
    }

    @Test(
        "A file in which bytes were changed gives a tokenizer or an error", arguments: ReferenceIDsTests.small
    )
    func mutatedFiles(name: String) throws {
        let original = try TokenizerFixture.bytes("Tokenizers/\(name).json")
        let texts = ["The café № 5", "각하 \u{0} ａ\u{301}", "a\r\nb"]
        var random = SeededGenerator(seed: 1)
        var accepted = 0
        for _ in 0..<150 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&bytes, using: &random) }
            do throws(TokenizerError) {
                let tokenizer = try TokenizerFile.parse(bytes)
                accepted += 1
                for text in texts { _ = tokenizer.encode(text) }
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        #expect(accepted > 0)
    }

    private static func mutate(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
        // The description of the pipeline stands at the beginning, before thousands of pieces.
        let position =
            Bool.random(using: &random)
            ? Int.random(in: 0..<min(2_500, bytes.count), using: &random)
            : Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[position] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.removeLast(bytes.count - position)
        case 2: bytes.removeSubrange(position..<min(position + 20, bytes.count))
        case 3: bytes.insert(contentsOf: bytes[position..<min(position + 20, bytes.count)], at: position)
        default:
            bytes.insert(
                contentsOf: [UInt8]("0123456789-[]{},:\"ntf".utf8).shuffled(using: &random).prefix(1),
                at: position)
        }
        if bytes.isEmpty { bytes = [0x7b] }
    }

    @Test("A compiled character map of random units never leads out of its arrays", arguments: 0..<200)
    func randomCharacterMaps(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let units = Int.random(in: 1...300, using: &random)
        var bytes: [UInt8] = (0..<4).map { UInt8(truncatingIfNeeded: (units * 4) >> (8 * $0)) }
        for _ in 0..<units {
            // Labels that texts contain, so that the walk goes on.
            let unit =
                UInt32.random(in: 0...(.max), using: &random) & 0x0003_ff00
                | UInt32.random(in: 0...255, using: &random)
            bytes.append(contentsOf: (0..<4).map { UInt8(truncatingIfNeeded: unit >> (8 * $0)) })
        }
        bytes.append(contentsOf: "é\u{0}中".utf8)
        let map = try PrecompiledCharacterMap(base64: Data(bytes).base64EncodedString(), field: "map")
        for value in UInt32(0)..<0x3000 {
            let text = Array(String(Unicode.Scalar(value)!).utf8)
            #expect(String(validating: map.apply(to: text), as: UTF8.self) != nil)
        }
    }
}
