import CacheCore
import VectorSearch

/// The nearest prompts of other families: what a cache full of them brings before the judge whenever the right answer is not in it.
///
/// The pairs of a family share their subject, so they say how rewordings are told from traps, and nothing of how either is told
/// from what is merely put alike. Families were written to be different questions, but independently of each other: above a
/// cosine of 0.94 a third of these pairs want the same after all, and from there down to 0.93 about one in twenty. So nearer ones
/// are left out.
public enum Strangers {
    static let category = "stranger"
    static let mostSimilarity: Float = 0.94
    /// Neighbours that are looked at; the others of a prompt's own family are among them.
    private static let neighbourCount = 40

    /// One pair for each prompt that is not made by rule, with its nearest stranger in the same set. Pairs that come up from both sides
    /// are given once.
    ///
    /// - Complexity: of the number of prompts squared.
    public static func pairs(among pairs: [LabelledPrompts], _ texts: EmbeddedTexts) async throws -> [LabelledPrompts] {
        var strangers: [LabelledPrompts] = []
        for (set, pairs) in Dictionary(grouping: pairs, by: \.set).sorted(by: { $0.key < $1.key }) {
            strangers += try await self.pairs(of: prompts(of: pairs), in: set, texts)
        }
        return strangers
    }

    private struct Prompt {
        let text: String
        let group: String
    }

    /// Each text of one family alone, in order.
    private static func prompts(of pairs: [LabelledPrompts]) -> [Prompt] {
        var groups: [String: Set<String>] = [:]
        var prompts: [Prompt] = []
        for pair in pairs where pair.canMeet && !pair.isMadeByRule {
            for text in [pair.first, pair.second] {
                if groups[text] == nil { prompts.append(Prompt(text: text, group: pair.group)) }
                groups[text, default: []].insert(pair.group)
            }
        }
        return prompts.filter { groups[$0.text]?.count == 1 }
    }

    private static func pairs(
        of prompts: [Prompt], in set: String, _ texts: EmbeddedTexts
    ) async throws -> [LabelledPrompts] {
        guard let dimensions = prompts.first.map({ texts[$0.text].vector.count }) else { return [] }
        let index = try EmbeddedVectorIndex(dimensions: dimensions)
        let tenant = Tenant("evaluation")
        let partition = PartitionDigest(Digest(bytes: [UInt8](repeating: 0, count: 32))!)
        index.insert(
            prompts.enumerated().map { number, prompt in
                IndexedVector(id: EntryID(Int64(number)), partition: partition, vector: texts[prompt.text].vector)
            }, tenant: tenant)
        var pairs: [LabelledPrompts] = []
        var seen: Set<[Int]> = []
        for (number, prompt) in prompts.enumerated() {
            let nearest = try await index.search(
                texts[prompt.text].vector, tenant: tenant, partition: partition, count: neighbourCount)
            let stranger = nearest.lazy.map { (number: Int($0.id.rawValue), similarity: $0.similarity) }
                .first { prompts[$0.number].group != prompt.group && $0.similarity <= mostSimilarity }
            guard let stranger, seen.insert([number, stranger.number].sorted()).inserted else { continue }
            pairs.append(
                LabelledPrompts(
                    prompt.text, prompts[stranger.number].text, isSame: false, category: category, set: set,
                    group: prompt.group))
        }
        return pairs
    }
}
