import Testing

@testable import Equivalence

@Suite struct PromptTextTests {
    @Test func countsNumbersInEverySpelling() {
        #expect(PromptText("one thousand").tokens.map(\.number) == [DecimalNumber(1000)])
    }
}
