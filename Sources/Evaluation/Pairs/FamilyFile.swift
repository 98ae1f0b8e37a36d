import CanonicalJSON
import Foundation

/// Reads families of prompts: an anchor, rewordings that want the same answer, and traps that do not.
///
/// Every rewording and every trap makes a pair with the anchor, and near repeats of the anchor are made by rule (see
/// `NearRepeats`), so that as many pairs must be served as must not. A file is a JSON array of families, or has one on each
/// line:
///
///     {"id": "...", "anchor": TEXT, "same": [[KIND, TEXT], ...], "traps": [[CATEGORY, TEXT], ...]}
///
/// Of families with long prompts, two traps come again with their sentences in another order (see `Rearrangement`).
///
/// A trap may also be `[CATEGORY, FORM, TEXT]`, where the form says how it was made from the anchor: `edit` (a word or two
/// differ) or `reworded`.
public enum FamilyFile {
    /// Reads a file that holds an array.
    public static func read(_ path: String) throws -> [LabelledPrompts] {
        let name = URL(filePath: path).lastPathComponent
        let families = try JSONValue(parsing: Array(PairFile.lines(of: path).joined(separator: "\n").utf8)).arrayValue
        guard let families else { throw PairFileError(description: "\(path): expected an array of families") }
        return try families.enumerated().flatMap { number, family in
            guard let pairs = pairs(of: family, number: number, set: name) else {
                throw PairFileError(description: "\(path): family \(number + 1) \(requirement)")
            }
            return pairs
        }
    }

    static let requirement = "needs id, anchor, same ([KIND, TEXT] each) and traps ([CATEGORY, TEXT] each)"

    /// The pairs of one family; nil when something is missing.
    static func pairs(of family: JSONValue, number: Int, set: String) -> [LabelledPrompts]? {
        guard let id = family["id"]?.stringValue, let anchor = family["anchor"]?.stringValue,
            let same = texts(family["same"]), let traps = texts(family["traps"])
        else { return nil }
        func pair(_ text: String, isSame: Bool, category: String) -> LabelledPrompts {
            LabelledPrompts(anchor, text, isSame: isSame, category: category, set: set, group: id)
        }
        return NearRepeats(of: anchor, seed: number).all.map { pair($0.text, isSame: true, category: $0.category) }
            + same.map { pair($0.text, isSame: true, category: $0.kind) }
            + traps.map { pair($0.text, isSame: false, category: "trap: " + $0.kind) }
            + rearranged(traps).map { pair($0, isSame: false, category: "trap: rearranged") }
    }

    /// Those whose trap is the order are left out: in another one they may be no traps.
    private static func rearranged(_ traps: [(kind: String, text: String)]) -> [String] {
        Array(traps.lazy.filter { $0.kind != "order" }.compactMap { Rearrangement.of($0.text) }.prefix(2))
    }

    private static func texts(_ value: JSONValue?) -> [(kind: String, text: String)]? {
        guard let items = value?.arrayValue else { return nil }
        var texts: [(kind: String, text: String)] = []
        for item in items {
            guard let parts = item.arrayValue, 2...3 ~= parts.count, let kind = parts[0].stringValue,
                let text = parts[parts.count - 1].stringValue
            else { return nil }
            texts.append((kind, text))
        }
        return texts
    }
}
