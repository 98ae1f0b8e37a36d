import CacheCore
import Equivalence

extension PartitionRules {
    /// Rules that know prompts which lean on their context, change from day to day, or are about the asker.
    public static let readingWords: PartitionRules = {
        var rules = PartitionRules()
        rules.leaning = .words
        rules.nature = NatureTest(named: "words 1") { prompt in
            let nature = PromptText(prompt).nature
            return PromptNature(changing: nature.volatile, personal: nature.personal)
        }
        return rules
    }()
}
