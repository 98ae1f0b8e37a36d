import Foundation

/// A change of one setting in a YAML file that keeps all the rest, comments and order included.
///
/// Only what is certainly right is done by itself: making a file, replacing a value on a line `key: value` of its own,
/// and adding such a line. The result is read again, and must differ in that value alone.
public enum SettingFileEdit: Sendable, Equatable {
    /// The new contents of the file.
    case write(String)
    /// What a person should add or replace, as the file cannot safely be changed.
    case advise(String)

    /// - Parameters:
    ///   - path: of the file, which need not exist.
    ///   - key: a key of `Setting.all` with two parts.
    ///   - value: one line.
    /// - Throws: `ConfigurationError` when the file cannot be read or is no YAML.
    public init(settingIn path: String, key: String, to value: String) throws(ConfigurationError) {
        let names = key.split(separator: ".").map(String.init)
        precondition(names.count == 2, "\(key) is no key of two parts")
        let block = "\(names[0]):\n  \(names[1]): \(value)\n"
        guard FileManager.default.fileExists(atPath: path) else {
            self = Self.isResult(block, of: [], path: path, key: names, value: value) ? .write(block) : .advise(block)
            return
        }
        let (text, entries) = try Self.read(path)
        let changes: [String?]
        if let present = entries.last(where: { $0.path == names }) {
            changes = [Self.replacing(line: present.line, name: names[1], by: value, in: text)]
        } else {
            changes = [Self.adding(names[1], value, under: names[0], in: text), Self.appending(block, to: text)]
        }
        let change = changes.compactMap(\.self).first {
            Self.isResult($0, of: entries, path: path, key: names, value: value)
        }
        self = change.map(Self.write) ?? .advise(block)
    }

    /// The text with a line `name: value` under the line `parent:`; nil if there is no such line.
    private static func adding(_ name: String, _ value: String, under parent: String, in text: String) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let header = lines.firstIndex { line in
            guard line.hasPrefix(parent + ":") else { return false }
            let rest = line.dropFirst(parent.count + 1).drop { $0 == " " }
            return rest.isEmpty || rest.hasPrefix("#")
        }
        guard let header else { return nil }
        let sibling = lines[(header + 1)...].first { line in
            line.contains { $0 != " " } && !line.drop { $0 == " " }.hasPrefix("#")
        }
        let indentation = sibling.map { $0.prefix { $0 == " " } } ?? ""
        lines.insert("\(indentation.isEmpty ? "  " : indentation)\(name): \(value)", at: header + 1)
        return lines.joined(separator: "\n")
    }

    private static func appending(_ block: String, to text: String) -> String {
        text.isEmpty || text.hasSuffix("\n") ? text + block : text + "\n" + block
    }

    private static func read(
        _ path: String
    ) throws(ConfigurationError) -> (text: String, entries: [SettingFile.Entry]) {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .unreadableFile(path, reason: error.localizedDescription)
        }
        return (text, try SettingFile(path: path, text: text).entries)
    }

    /// The text with another value on a line `name: value # comment`; nil if the line looks otherwise.
    private static func replacing(line number: Int, name: String, by value: String, in text: String) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.indices.contains(number - 1) else { return nil }
        let line = lines[number - 1]
        let indentation = line.prefix { $0 == " " }
        guard line.dropFirst(indentation.count).hasPrefix(name + ":") else { return nil }
        let comment = line.range(of: " #").map { " " + line[$0.lowerBound...].drop { $0 == " " } } ?? ""
        lines[number - 1] = "\(indentation)\(name): \(value)\(comment)"
        return lines.joined(separator: "\n")
    }

    /// Whether `text` says what `entries` say, but for the one value.
    private static func isResult(
        _ text: String, of entries: [SettingFile.Entry], path: String, key: [String], value: String
    ) -> Bool {
        guard let result = try? SettingFile(path: path, text: text).entries else { return false }
        func others(_ entries: [SettingFile.Entry]) -> [[String]] {
            entries.filter { $0.path != key }.map { $0.path + [$0.text] }
        }
        return result.filter { $0.path == key }.map(\.text) == [value] && others(result) == others(entries)
    }
}
