import Foundation
import Yams

/// A YAML file as texts by key path, each with the line it stands on.
struct SettingFile {
    struct Entry {
        let path: [String]
        let text: String
        let line: Int
    }

    let path: String
    private(set) var entries: [Entry] = []

    init(path: String) throws(ConfigurationError) {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .unreadableFile(path, reason: error.localizedDescription)
        }
        try self.init(path: path, text: text)
    }

    /// - Parameter path: for messages.
    init(path: String, text: String) throws(ConfigurationError) {
        self.path = path
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw .invalidFile(path, reason: "\(error)")
        }
        guard let root else { return }
        switch root {
        case .mapping: try collect(root, path: [])
        case .scalar(let scalar) where scalar.string.isEmpty: break
        default: throw .invalidFile(path, reason: "it must be a mapping of keys to values")
        }
    }

    /// Where an entry stands, as error messages and `modelcache config` name it.
    func place(of entry: Entry) -> String {
        "\(path):\(entry.line)"
    }

    private mutating func collect(_ node: Node, path: [String]) throws(ConfigurationError) {
        let line = node.mark?.line ?? 0
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard let name = key.scalar?.string else {
                    throw .invalidFile(self.path, reason: "line \(line) has a key that is no text")
                }
                // Looked up by its path, `server.port` would be accepted and have no effect.
                guard !name.contains(".") || path == ["tenants"] else {
                    throw .invalidFile(
                        self.path,
                        reason: "line \(key.mark?.line ?? line) has the key '\(name)'; write its parts one under the "
                            + "other instead, as in server: {port: 5000}")
                }
                try collect(value, path: path + [name])
            }
        case .sequence(let sequence):
            let items = sequence.compactMap(\.scalar?.string)
            guard items.count == sequence.count else {
                throw .invalidFile(self.path, reason: "line \(line) has a list of more than texts")
            }
            entries.append(Entry(path: path, text: items.joined(separator: ","), line: line))
        case .scalar(let scalar):
            // `key:` without a value leaves the default.
            guard !(scalar.style == .plain && ["", "~", "null"].contains(scalar.string)) else { return }
            entries.append(Entry(path: path, text: scalar.string, line: line))
        case .alias:
            throw .invalidFile(self.path, reason: "line \(line) has an alias, which is not supported")
        }
    }
}
