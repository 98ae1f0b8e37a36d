import CacheCore
import TestSupport
import Testing

@Suite("The mask of system prompts")
struct TextMaskTests {
    @Test(
        "blanks dates, times, UUIDs and request ids",
        arguments: [
            ("Today is 2026-01-31.", "Today is ⟨date⟩."),
            ("Today: 2026/1/31, 09:30", "Today: ⟨date⟩, ⟨time⟩"),
            ("31.1.2026 um 9:30:05 Uhr", "⟨date⟩ um ⟨time⟩ Uhr"),
            ("It is 1/31/26, 9:30 pm.", "It is ⟨date⟩, ⟨time⟩."),
            ("Now: 2026-01-31T09:30:00.123Z!", "Now: ⟨date⟩!"),
            ("Now: 2026-01-31T09:30:00+01:00", "Now: ⟨date⟩"),
            ("It's Saturday, January 31st, 2026.", "It's ⟨date⟩."),
            ("31 January 2026 (Saturday)", "⟨date⟩"),
            ("the 31st of Jan. 2026, Sat", "the ⟨date⟩"),
            ("Date: 31-Jan-2026", "Date: ⟨date⟩"),
            ("当前时间：2026年1月31日 星期六 10点30分", "当前时间：⟨date⟩ ⟨time⟩"),
            ("今天是2026年01月31日。", "今天是⟨date⟩。"),
            ("Open from 9 am", "Open from ⟨time⟩"),
            ("at 23:59:59 UTC sharp", "at ⟨time⟩ sharp"),
            ("ref 123e4567-e89b-12d3-A456-426614174000.", "ref ⟨uuid⟩."),
            ("Request ID: a8f3-22", "Request ID: ⟨id⟩"),
            ("session_id=ABC123;", "session_id=⟨id⟩;"),
            ("trace-id 00000000000004d2", "trace-id ⟨id⟩"),
            ("(req_8fKz41xQ)", "(⟨id⟩)"),
            ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "⟨id⟩"),
            ("sha 9f86d081884c7d659a2feaa0c55ad015", "sha ⟨id⟩"),
        ])
    func standard(_ text: String, _ expected: String) {
        #expect(TextMask.standard.blanked(text) == expected)
    }

    @Test(
        "leaves alone what is none of these",
        arguments: [
            "", "Be brief.", "Answer in 50 words.", "Version 1.2.26 of 2026", "Ratio 16:9", "IP 10.1.2.2026",
            "May I help? I march on.", "Python 3.12", "Knowledge cutoff: October 2023", "24/7", "2026-13-01",
            "31.31.2026",
            "a2026-01-31b", "v2026-01-310", "12:34:56:78", "the session id", "session id: unknown", "deadbeefdeadbeef",
            "4111111111111111", "request 4711", "req_abc", "2026年", "👩‍👩‍👧 1", "@", "name@example.com", "周一", "\u{0}1",
        ])
    func untouched(_ text: String) {
        #expect(TextMask.standard.blanked(text).utf8.elementsEqual(text.utf8))
    }

    @Test("blanks e-mail addresses and numbers when asked to")
    func optional() {
        let mask = TextMask([.emails, .numbers])
        #expect(
            mask.blanked("Write to a.b+c@mail.example.com. Use 50 or 1,000.5 words.")
                == "Write to ⟨email⟩. Use ⟨number⟩ or ⟨number⟩ words.")
        #expect(mask.blanked("GPT4 a@b") == "GPT4 a@b")
        #expect(TextMask.none.blanked("2026-01-31") == "2026-01-31")
        #expect(TextMask.standard.adding(.emails).blanked("a@b.de 2026-01-31") == "⟨email⟩ ⟨date⟩")
    }

    @Test("blanks own patterns, also when it remembers a text")
    func patterns() throws {
        let mask = TextMask(.standard, patterns: [try TextPattern(#"customer \w+"#)])
        for _ in 0..<2 {
            #expect(mask.blanked("For customer Anna, 2026-01-31") == "For ⟨mask⟩, ⟨date⟩")
            #expect(mask.blanked("For customer $1") == "For customer $1")
        }
    }

    @Test(
        "a pattern that is none is refused by name",
        arguments: ["", "(", "[a", "a{2,1}", String(repeating: "a", count: 1_001)])
    func brokenPattern(_ source: String) {
        #expect(throws: TextPatternError.self) { try TextPattern(source) }
    }

    @Test("a pattern that would take ages leaves a text as it is", arguments: ["(a+)+$", "a*a*a*a*a*b"])
    func slowPattern(_ source: String) throws {
        let mask = TextMask([], patterns: [try TextPattern(source)])
        let text = String(repeating: "a", count: 8_000) + "!"
        let start = ContinuousClock.now
        #expect(mask.blanked(text) == text)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("a pattern sees the beginning of a long text only")
    func longText() throws {
        let mask = TextMask([], patterns: [try TextPattern("x")])
        let text = "x" + String(repeating: "👩", count: 10_000) + "x"
        // On a busy machine a pattern's time may be over at once, which leaves the text as it is.
        let blanked = (0..<50).lazy.map { _ in mask.blanked(text) }.first { $0 != text }
        #expect(blanked == "⟨mask⟩" + text.dropFirst())
    }

    @Test("any bytes are survived, and what is blanked stays blanked")
    func hostileTexts() {
        var generator = SeededGenerator(seed: 3)
        let pieces = [
            "2026", "-", "01", "31", ":", "09", "30", "年", "月", "日", "T", "Z", "+", "@", ".", "/", " ", "req_",
            "session id",
            "Jan", "Monday", "12", "a", "_", "\u{0}", "星期", "一", "(", ")", "pm", "1e4f", "👩",
        ]
        let mask = TextMask(TextMask.Kinds(rawValue: 0xff))
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...12, using: &generator))
                .map { _ in pieces.randomElement(using: &generator)! }.joined()
            let blanked = mask.blanked(text)
            #expect(mask.blanked(blanked) == blanked, "\(text)")
        }
    }

    @Test(
        "the time is linear in the text", arguments: ["req-", "a-", "mon ", "1:", "a.b", "session id ", "2026-", "0f"])
    func linear(_ piece: String) {
        let mask = TextMask(TextMask.Kinds(rawValue: 0xff))
        func seconds(_ count: Int) -> Double {
            let text = String(repeating: piece, count: count) + "1"
            let start = ContinuousClock.now
            _ = mask.blanked(text)
            return (ContinuousClock.now - start) / .seconds(1)
        }
        _ = seconds(1_000)
        let small = (0..<3).map { _ in seconds(4_000) }.min()!
        let large = (0..<3).map { _ in seconds(32_000) }.min()!
        #expect(large < 40 * small + 0.01)
    }
}
