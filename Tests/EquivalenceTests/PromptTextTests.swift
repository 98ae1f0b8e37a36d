import Testing

@testable import Equivalence

@Suite struct PromptTextTests {
    @Test(arguments: [
        ("one thousand", DecimalNumber(1000)), ("1,000", DecimalNumber(1000)), ("1000", DecimalNumber(1000)),
        ("1k", DecimalNumber(1000)), ("一千", DecimalNumber(1000)), ("5th", DecimalNumber(5)), ("五", DecimalNumber(5)),
        ("fifth", DecimalNumber(5)), ("twenty five", DecimalNumber(25)), ("twenty-five", DecimalNumber(25)),
        ("one hundred and five", DecimalNumber(105)), ("2.5 million", DecimalNumber(2_500_000)),
        ("两百", DecimalNumber(200)), ("3万", DecimalNumber(30_000)), ("1.5亿", DecimalNumber(150_000_000)),
        ("二零一六", DecimalNumber(2016)), ("一百二十三", DecimalNumber(123)), ("half", DecimalNumber(5, exponent: -1)),
        ("0.10", DecimalNumber(1, exponent: -1)), ("a dozen", DecimalNumber(12)), ("３", DecimalNumber(3)),
    ])
    func readsANumberInAnySpelling(_ text: String, _ number: DecimalNumber) {
        #expect(PromptText(text).tokens.map(\.number) == [number])
        #expect(PromptText(text).tokens.map(\.kind) == [.number])
    }

    @Test(arguments: ["5pm", "5 pm", "5 PM", "17:00", "5:00pm", "5:00 pm"])
    func readsATimeInMinutes(_ text: String) {
        #expect(PromptText(text).tokens.map(\.kind) == [.time])
        #expect(PromptText(text).tokens.map(\.number) == [DecimalNumber(1020)])
    }

    @Test(arguments: [
        ("3.11.2", Token.Kind.version), ("https://example.com/a?b=c", .url), ("www.example.com", .url),
        ("example.com", .url),
        ("a.b@example.com", .email), ("/etc/hosts", .path), ("~/notes.txt", .path), ("main.py", .path),
        ("--force", .flag),
        ("-l", .flag), ("snake_case", .code), ("call()", .code), ("std::vector", .code), ("A1B2C3D4", .identifier),
        ("6f1c2d3e-1111-2222-3333-444455556666", .identifier), ("12345678901234567890", .identifier), ("C++", .word),
        ("Node.js", .word), ("北京", .han),
    ])
    func keepsNamesForMachinesWhole(_ text: String, _ kind: Token.Kind) {
        #expect(PromptText(text).tokens.map(\.kind) == [kind])
    }

    @Test(arguments: [
        ("Don't", ["do", "not"]), ("What's the time?", ["what", "is", "time"]), ("Please, a tea.", ["tea"]),
        ("New York City", ["nyc"]), ("U.S.", ["usa"]), ("JS", ["javascript"]), ("dogs", ["dog"]),
        ("closing", ["close"]),
        ("increasing", ["increase"]), ("bought", ["buy"]), ("wrote", ["write"]), ("Café", ["cafe"]),
    ])
    func bringsWordsToOneForm(_ text: String, _ words: [String]) {
        let expected = words.flatMap { PromptText($0).tokens.map(\.stem) }
        #expect(PromptText(text).tokens.map(\.stem) == expected)
    }

    @Test(arguments: [("note", "not"), ("plane", "plan"), ("rate", "rat"), ("hoping", "hop"), ("useful", "useless")])
    func keepsDifferentWordsApart(_ one: String, _ other: String) {
        #expect(PromptText(one).tokens.map(\.stem) != PromptText(other).tokens.map(\.stem))
    }

    @Test(arguments: [
        ("How do I pay?", "How can I pay?"), ("how to pay", "How would one pay?"),
        ("How do we pay?", "What's the way to pay?"),
        ("Where do I pay?", "where can I pay"), ("如何付款？", "怎么才能付款"), ("怎样付款", "请问该怎么付款？"), ("哪里可以付款", "在哪里能付款？"),
    ])
    func readsOpeningsThatAskForTheSameAsOne(_ one: String, _ other: String) {
        #expect(PromptText(one).tokens.map(\.stem) == PromptText(other).tokens.map(\.stem))
    }

    @Test(arguments: [
        ("How do I pay?", "Where do I pay?"), ("How do I pay?", "Can I pay?"), ("How do I pay?", "How do you pay?"),
        ("How do I pay?", "Why do I pay?"), ("如何付款", "在哪可以付款"), ("怎么付款", "为什么付款"),
    ])
    func keepsOpeningsApartThatAskForSomethingElse(_ one: String, _ other: String) {
        #expect(PromptText(one).tokens.map(\.stem) != PromptText(other).tokens.map(\.stem))
    }

    @Test func findsWhereTextsDiffer() {
        let pair = PromptPair(PromptText("Send the red box to Rome"), PromptText("Send the blue box to Rome now"))
        #expect(pair.leftOnly == [1])
        #expect(pair.rightOnly == [1, 5])
        #expect(pair.slots.map(\.left) == [1..<2, 5..<5])
        #expect(pair.slots.map(\.right) == [1..<2, 5..<6])
        #expect(pair.changedContent == 3)
    }
}
