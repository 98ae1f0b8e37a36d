/// Questions to a store that is filled with filler prompts and the anchors of families.
///
/// Every kind of question goes through its prompts in turn, spread over the store, so that no two neighbours are alike.
public struct HitMix: Sendable {
    public static let tenant = "tenant-0"

    let families: [PromptFamily]

    /// - Parameter anchorLimit: so many families at most, spread over all, so that a small store has fillers too.
    public init(families: [PromptFamily], anchorLimit: Int = .max) {
        let count = min(families.count, anchorLimit)
        self.families = (0..<count).map { families[$0 * families.count / count] }
    }

    /// The first entries of every store: one for each family.
    public var anchors: [CacheEntry] {
        families.map { CacheEntry(tenant: Self.tenant, prompt: $0.anchor, answer: Self.answer($0)) }
    }

    /// What a store is filled with, by number: the anchors, then fillers. They are made as they are asked for, because a
    /// million of them should not be in memory.
    public func entries(_ numbers: Range<Int>) -> LazyMapCollection<Range<Int>, CacheEntry> {
        let anchors = anchors
        return numbers.lazy.map { number in
            guard number >= anchors.count else { return anchors[number] }
            let filler = FillerPrompt(number: number - anchors.count)
            return CacheEntry(tenant: Self.tenant, prompt: filler.text, answer: filler.answer)
        }
    }

    /// Stored prompts, word by word.
    public func exact(count: Int, of fillerCount: Int) -> [CacheQuestion] {
        (0..<count).map { number in
            let filler = FillerPrompt(number: number * fillerCount / count)
            return CacheQuestion(tenant: Self.tenant, prompt: filler.text, answer: filler.answer)
        }
    }

    /// Anchors in other words.
    public var rewordings: [CacheQuestion] {
        interleaved { family in family.rewordings.map { ($0, Self.answer(family)) } }
    }

    /// What looks like an anchor and wants another answer.
    public var traps: [CacheQuestion] {
        interleaved { family in family.traps.map { ($0, nil) } }
    }

    /// Prompts that nothing stored has to do with, each once.
    public func unknown(count: Int) -> [CacheQuestion] {
        (0..<count).map { number in
            CacheQuestion(tenant: Self.tenant, prompt: Passage.story(seed: UInt64(number), wordCount: 14), answer: nil)
        }
    }

    /// The same as in the production mix, whose first tenant finds the anchors stored.
    static func answer(_ family: PromptFamily) -> String {
        ProductionMix.answer(to: family.id, tenant: tenant)
    }

    /// First the first prompt of every family, then the second of every family, and so on.
    private func interleaved(_ prompts: (PromptFamily) -> [(String, String?)]) -> [CacheQuestion] {
        let rows = families.map(prompts)
        return (0..<(rows.map(\.count).max() ?? 0)).flatMap { column in
            rows.filter { $0.count > column }.map { row in
                CacheQuestion(tenant: Self.tenant, prompt: row[column].0, answer: row[column].1)
            }
        }
    }
}
