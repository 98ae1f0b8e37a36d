import CacheCore

extension LeaningTest {
    /// Knows prompts that lean on their context by their words.
    public static let words = LeaningTest(named: "words 1") { PromptText($0).nature.leansOnContext }
}
