import Embeddings
import Foundation
import Testing

/// Prints how long texts of some lengths take. Not part of a normal run:
///
///     TOKENIZER_SPEED=1 MODELCACHE_MODELS=… swift test -c release -Xswiftc -enable-testing --filter TokenizerSpeed
///
/// `scripts/make-tokenizer-fixtures.py --models … --speed` prints the reference's figures for the same texts.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["TOKENIZER_SPEED"] != nil && PublishedModels.areAvailable))
struct TokenizerSpeedTests {
    @Test func speed() throws {
        // The first ten texts are special cases; the sentences follow.
        let sentences = try TokenizerFixture.texts().texts[10..<66].joined(separator: " ")
        let megabyte = String(repeating: sentences + " ", count: 1_000_000 / sentences.utf8.count)
        for (name, tokenizer) in [
            ("all-MiniLM-L6-v2", try PublishedModels.miniLM()),
            ("multilingual-e5-small", try PublishedModels.multilingualE5()),
        ] {
            for count in [12, 60, 256] {
                report(name, tokenizer, shortestPrefix(of: sentences, tokenizer, count))
            }
            report(name, tokenizer, megabyte)
            report(name, tokenizer, String(repeating: "a", count: 1_000_000))
        }
    }

    private func shortestPrefix(of text: String, _ tokenizer: any Tokenizer, _ count: Int) -> String {
        var length = count
        while tokenizer.encode(String(text.unicodeScalars.prefix(length))).ids.count < count { length += 1 }
        return String(text.unicodeScalars.prefix(length))
    }

    private func report(_ name: String, _ tokenizer: any Tokenizer, _ text: String) {
        let clock = ContinuousClock()
        let best = (0..<(text.utf8.count > 100_000 ? 5 : 2_000)).map { _ in
            clock.measure { _ = tokenizer.encode(text) }
        }.min()!
        let microseconds = best / .microseconds(1)
        print("\(name): \(tokenizer.encode(text).ids.count) tokens, \(microseconds) microseconds")
    }
}
