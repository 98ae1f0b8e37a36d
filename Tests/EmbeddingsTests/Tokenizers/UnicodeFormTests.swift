import CanonicalJSON
import Testing

@testable import Embeddings

@Suite struct UnicodeFormTests {
    static let fixture = Result { try TokenizerFixture.json("normalization.json") }

    @Test("Every scalar becomes what the reference makes of it", arguments: UnicodeForm.allCases)
    func everyScalar(form: UnicodeForm) throws {
        let expected = try #require(try Self.fixture.get()["blocks"]?[form.rawValue])
        var different: [String] = []
        for block in UInt32(0)..<0x1100 {
            let scalars = (block << 8..<(block + 1) << 8).compactMap(Unicode.Scalar.init).map {
                Array(String($0).utf8)
            }
            let results = scalars.map { form.apply(to: $0) }
            let hash = results == scalars ? nil : fnv1a(results.joined(separator: "|".utf8))
            let expectedHash = expected[String(block, radix: 16)]?.stringValue.flatMap {
                UInt64($0, radix: 16)
            }
            if hash != expectedHash { different.append(String(block, radix: 16)) }
        }
        #expect(different == [])
    }

    @Test("Runs of marks, jamo and their mixtures become what the reference makes of them")
    func runsOfMarks() throws {
        let forms: [UnicodeForm] = [
            .canonicalComposition, .canonicalDecomposition, .compatibilityComposition,
            .compatibilityDecomposition,
        ]
        for entry in try #require(try Self.fixture.get()["texts"]?.arrayValue) {
            let texts = try #require(entry.arrayValue).compactMap(\.stringValue)
            for (form, expected) in zip(forms, texts.dropFirst()) {
                let result = form.apply(to: Array(texts[0].utf8))
                #expect(
                    result == Array(expected.utf8),
                    "\(form) of \(texts[0].debugDescription) is \(String(decoding: result, as: UTF8.self).debugDescription)"
                )
            }
        }
    }

    @Test("What a form gives, it does not change again", arguments: UnicodeForm.allCases)
    func idempotence(form: UnicodeForm) throws {
        for text in try TokenizerFixture.texts().texts {
            let once = form.apply(to: Array(text.utf8))
            #expect(form.apply(to: once) == once)
        }
    }

    @Test("A long run of marks in the worst order is sorted, not in quadratic time", .timeLimit(.minutes(10)))
    func longRunOfMarks() {
        let count = 200_000
        let text =
            "a" + String(repeating: "\u{301}", count: count) + String(repeating: "\u{323}", count: count)
        let result = UnicodeForm.canonicalComposition.apply(to: Array(text.utf8))
        let expected =
            "\u{1ea1}" + String(repeating: "\u{323}", count: count - 1)
            + String(repeating: "\u{301}", count: count)
        #expect(result == Array(expected.utf8))
    }

    private func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
