import CanonicalJSON
import Foundation

/// Reads families of prompts: an anchor, rewordings that want the same answer, and traps that do not.
///
/// Every rewording and every trap makes a pair with the anchor, and near repeats of the anchor are made by rule (see
/// `NearRepeats`), so that as many pairs must be served as must not. A file is a JSON array of
///
///     {"id": "...", "anchor": TEXT, "same": [[KIND, TEXT], ...], "traps": [[CATEGORY, TEXT], ...]}
public enum FamilyFile {
    public static func read(_ path: String) throws -> [LabelledPrompts] {
        let name = URL(filePath: path).lastPathComponent
        let families = try JSONValue(parsing: Array(PairFile.lines(of: path).joined(separator: "\n").utf8)).arrayValue
        guard let families else { throw PairFileError(description: "\(path): expected an array of families") }
        var pairs: [LabelledPrompts] = []
        for (number, family) in families.enumerated() {
            guard let id = family["id"]?.stringValue, let anchor = family["anchor"]?.stringValue,
                let same = texts(family["same"]), let traps = texts(family["traps"])
            else {
                throw PairFileError(
                    description: "\(path): family \(number + 1) needs id, anchor, same and traps ([KIND, TEXT] each)")
            }
            func pair(_ text: String, isSame: Bool, category: String) -> LabelledPrompts {
                LabelledPrompts(anchor, text, isSame: isSame, category: category, set: name, group: id)
            }
            pairs += NearRepeats(of: anchor, seed: number).all.map {
                pair($0.text, isSame: true, category: $0.category)
            }
            pairs += same.map { pair($0.text, isSame: true, category: $0.kind) }
            pairs += traps.map { pair($0.text, isSame: false, category: "trap: " + $0.kind) }
        }
        return pairs
    }

    private static func texts(_ value: JSONValue?) -> [(kind: String, text: String)]? {
        guard let items = value?.arrayValue else { return nil }
        var texts: [(kind: String, text: String)] = []
        for item in items {
            guard let parts = item.arrayValue, parts.count == 2, let kind = parts[0].stringValue,
                let text = parts[1].stringValue
            else { return nil }
            texts.append((kind, text))
        }
        return texts
    }
}
