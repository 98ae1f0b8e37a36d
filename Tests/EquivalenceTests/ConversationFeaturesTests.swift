import Testing

@testable import Equivalence

@Suite("What a second stage sees of conversations")
struct ConversationFeaturesTests {
    private func values(_ one: String, _ other: String) -> [Float] {
        ConversationFeatures(PromptPair(PromptText(one), PromptText(other))).values
    }

    @Test("counts the earlier turns of the longer one, and compares the last messages alone")
    func turns() {
        let short = "And in winter?\nassistant: In May.\nuser: When do I sow peas?"
        let long = "And in winter?\nassistant: Late.\nuser: And beans?\nassistant: In May.\nuser: When do I sow peas?"
        #expect(values(short, long) == [4, 1])
        #expect(values(long, short) == [4, 1])
        #expect(values(short, "And in spring?\nassistant: In May.\nuser: When do I sow peas?") == [2, 0])
        #expect(values(short, "And in winter?") == [2, 1])
    }

    @Test("single prompts have no turns, whatever their lines say")
    func prompts() {
        #expect(values("Sort this:\nusers: 3\nthe user: me", "Sort that") == [0, 0])
        #expect(values("user: hello", "user: hello") == [0, 1])
        #expect(values("", "") == [0, 1])
    }
}
