import CanonicalJSON
import Foundation

/// The public sets of labelled pairs in one folder, with the split that training and testing share.
///
/// Where a set has no part for training, its development part takes that place. The questions of `qqp` occur in several
/// pairs, so it is divided by connected components: all pairs that are linked by a question, a tenth of the components
/// each for development and test. Sets that are absent are named, not passed over in silence.
public struct PublicSets {
    public enum Split: Sendable {
        case train, test
    }

    let folder: String

    public init(folder: String) {
        self.folder = folder
    }

    /// The pairs of a split, and the names of the sets that are not there.
    public func load(_ split: Split) throws -> (pairs: [LabelledPrompts], absent: [String]) {
        var pairs: [LabelledPrompts] = []
        var absent: [String] = []
        for (name, read) in readers(split) {
            do {
                pairs += try read()
            } catch is PairFileError {
                absent.append(name)
            }
        }
        return (pairs, absent)
    }

    private func readers(_ split: Split) -> [(String, () throws -> [LabelledPrompts])] {
        let isTraining = split == .train
        return [
            ("qqp", { try qqp(split) }),
            (
                "lcqmc",
                { try columns("lcqmc/\(isTraining ? "dev" : "test").tsv.gz", set: "lcqmc", texts: (0, 1), label: 2) }
            ),
            (
                "paws-x-zh",
                {
                    try columns(
                        "paws-x-zh/\(isTraining ? "dev" : "test")_2k.tsv.gz", set: "paws-x-zh", texts: (1, 2), label: 3)
                }
            ),
            (
                "msrp",
                {
                    try columns(
                        "msrp/msr_paraphrase_\(isTraining ? "train" : "test").tsv.gz", set: "msrp", texts: (3, 4),
                        label: 0)
                }
            ),
        ]
    }

    private func columns(
        _ file: String, set: String, texts: (Int, Int), label: Int
    ) throws -> [LabelledPrompts] {
        try PairFile.lines(of: folder + "/" + file).compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count > max(texts.0, texts.1, label), columns[label] == "0" || columns[label] == "1" else {
                return nil
            }
            return LabelledPrompts(
                String(columns[texts.0]), String(columns[texts.1]), isSame: columns[label] == "1", category: set,
                set: set)
        }
    }

    private func qqp(_ split: Split) throws -> [LabelledPrompts] {
        let path = folder + "/qqp/similiar_qqp_full.json.tar.gz"
        let text = try PairFile.lines(of: path).joined(separator: "\n")
        let rows = try JSONValue(parsing: Array(text.utf8)).arrayValue ?? []
        let pairs = rows.compactMap { row -> LabelledPrompts? in
            guard let first = row["text_a"]?.stringValue, let second = row["text_b"]?.stringValue,
                let label = row["label"]?.integerValue
            else { return nil }
            return LabelledPrompts(first, second, isSame: label == 1, category: "qqp", set: "qqp")
        }
        var components = QuestionComponents()
        for pair in pairs { components.join(pair.first, pair.second) }
        return pairs.compactMap { pair in
            let group = components.name(of: pair.first)
            let tenth = Self.tenth(of: group)
            guard split == .train ? tenth < 8 : tenth == 9 else { return nil }
            var pair = pair
            pair.group = group
            return pair
        }
    }

    /// FNV-1a, so that the split is the same everywhere and always.
    static func tenth(of group: String) -> Int {
        Int(hash(group) % 10)
    }

    static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

/// Questions that are linked by pairs (union-find). A component is named by its least question.
private struct QuestionComponents {
    private var parents: [String: String] = [:]

    mutating func join(_ first: String, _ second: String) {
        let (one, other) = (root(of: first), root(of: second))
        guard one != other else { return }
        parents[max(one, other)] = min(one, other)
    }

    mutating func name(of question: String) -> String {
        root(of: question)
    }

    private mutating func root(of question: String) -> String {
        var root = question
        while let parent = parents[root], parent != root { root = parent }
        var step = question
        while let parent = parents[step], parent != root {
            parents[step] = root
            step = parent
        }
        if parents[root] == nil { parents[root] = root }
        return root
    }
}
