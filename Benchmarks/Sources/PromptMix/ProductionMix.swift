/// What an application in use asks: few questions again and again and in other words, and new ones all the time.
///
/// - Seven of ten questions belong to a group of paraphrases, drawn by Zipf's law; three of ten were never asked before.
/// - Twenty tenants, drawn by Zipf's law too. Each has answers of its own, so that an answer across tenants shows.
/// - Prompts of 10 to 2,000 tokens: eight of ten are the question alone, the others come with a passage; a group's passage is
///   always the same.
/// - English and Chinese, as the families are.
/// - After a miss the answer is inserted, as an application would.
public struct ProductionMix: Sendable {
    public static let tenantCount = 20
    public static let newShare = 0.3

    private let groups: [Group]
    private let seed: UInt64

    /// One way to ask and its passage belong to a group.
    private struct Group {
        let id: String
        let prompts: [String]
    }

    public init(families: [PromptFamily], seed: UInt64 = 1) {
        precondition(!families.isEmpty)
        self.seed = seed
        var random = SeededRandom(seed: seed)
        groups = families.shuffled(using: &random).map { family in
            let passage = Self.passage(isChinese: Self.isChinese(family.anchor), using: &random)
            return Group(id: family.id, prompts: ([family.anchor] + family.rewordings).map { passage + $0 })
        }
    }

    /// The questions in their order.
    public func questions(count: Int) -> [CacheQuestion] {
        var random = SeededRandom(seed: seed &+ 1)
        let ranks = ZipfDistribution(count: groups.count)
        let tenants = ZipfDistribution(count: Self.tenantCount)
        return (0..<count).map { number in
            let tenant = "tenant-\(tenants.rank(using: &random))"
            if Double.random(in: 0..<1, using: &random) < Self.newShare {
                return newQuestion(number, tenant: tenant, using: &random)
            }
            let group = groups[ranks.rank(using: &random)]
            let answer = Self.answer(to: group.id, tenant: tenant)
            return CacheQuestion(
                tenant: tenant, prompt: group.prompts.randomElement(using: &random)!, answer: answer,
                answerToInsert: answer)
        }
    }

    private func newQuestion(
        _ number: Int, tenant: String, using random: inout SeededRandom
    ) -> CacheQuestion {
        let isChinese = Bool.random(using: &random)
        let passage = Self.passage(isChinese: isChinese, using: &random)
        // Counted from the end, so that they meet none of the fillers that are stored.
        let question =
            isChinese
            ? "请解释：" + Passage.chineseStory(seed: UInt64(number), wordCount: 8)
            : FillerPrompt(number: FillerPrompt.count - 1 - number).text
        return CacheQuestion(
            tenant: tenant, prompt: passage + question, answer: nil,
            answerToInsert: Self.answer(to: "new \(number)", tenant: tenant))
    }

    /// Nothing for eight of ten prompts, 60 to 500 tokens for most of the others, up to 2,000 for one of twenty.
    private static func passage(isChinese: Bool, using random: inout SeededRandom) -> String {
        let tokens: Int
        switch Double.random(in: 0..<1, using: &random) {
        case ..<0.8: return ""
        case ..<0.95: tokens = Int.random(in: 60...500, using: &random)
        default: tokens = Int.random(in: 500...1_950, using: &random)
        }
        let seed = random.next()
        return isChinese
            ? Passage.chineseStory(seed: seed, wordCount: tokens * 2 / 3)
            : Passage.story(seed: seed, wordCount: tokens * 2 / 3) + " "
    }

    private static func isChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    static func answer(to id: String, tenant: String) -> String {
        "Answer to \(id) for \(tenant): " + String(repeating: "Open the page and follow what it says there. ", count: 8)
    }
}
