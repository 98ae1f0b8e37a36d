import CanonicalJSON
import Foundation

/// One request of a stream: a prompt, and the class of prompts that want its answer.
public struct StreamItem: Sendable, Equatable {
    public let text: String
    public let answerClass: String
    /// The stream it comes from.
    public let set: String

    public init(_ text: String, answerClass: String, set: String) {
        self.text = text
        self.answerClass = answerClass
        self.set = set
    }
}

/// Reads streams of requests in their order: JSON Lines with `text` and `class`, or text, tab, class; `.gz` or not.
public enum StreamFile {
    public static func read(_ path: String) throws -> [StreamItem] {
        let set = URL(filePath: path).lastPathComponent
        return try PairFile.lines(of: path).enumerated().compactMap { number, line in
            guard !line.allSatisfy(\.isWhitespace) else { return nil }
            guard let item = line.first == "{" ? object(line, set: set) : columns(line, set: set) else {
                throw PairFileError(
                    description: "\(path):\(number + 1): expected {\"text\": TEXT, \"class\": NAME} or TEXT, tab, NAME")
            }
            return item
        }
    }

    private static func object(_ line: String, set: String) -> StreamItem? {
        guard let value = try? JSONValue(parsing: Array(line.utf8)), let text = value["text"]?.stringValue,
            let name = value["class"]?.stringValue
        else { return nil }
        return StreamItem(text, answerClass: name, set: set)
    }

    private static func columns(_ line: String, set: String) -> StreamItem? {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard columns.count == 2 else { return nil }
        return StreamItem(String(columns[0]), answerClass: String(columns[1]), set: set)
    }
}

/// The public sets that serve as streams: the test parts of banking77 and clinc150.
///
/// Their classes are intents, and an intent is coarser than an answer ("what is my limit" and "raise my limit" may share
/// one), so a hit inside the intent counts as right that a user might call wrong, and the figures are lenient. A request
/// out of clinc150's scope is a class of its own: every hit on it is wrong. The order is drawn once, from the texts.
public struct PublicStreams: Sendable {
    let folder: String

    public init(folder: String) {
        self.folder = folder
    }

    /// The streams, and the names of those that are not there.
    public func load() throws -> (items: [StreamItem], absent: [String]) {
        var items: [StreamItem] = []
        var absent: [String] = []
        for (name, read) in [("banking77", banking), ("clinc150", clinc)] {
            do {
                items += Self.shuffled(try read())
            } catch is PairFileError {
                absent.append(name)
            }
        }
        return (items, absent)
    }

    private func banking() throws -> [StreamItem] {
        let text = try PairFile.lines(of: folder + "/banking77/test.csv.gz").joined(separator: "\n")
        return CommaSeparated.rows(of: text).dropFirst().compactMap { row in
            row.count == 2 ? StreamItem(row[0], answerClass: row[1], set: "banking77") : nil
        }
    }

    private func clinc() throws -> [StreamItem] {
        let text = try PairFile.lines(of: folder + "/clinc150/data_small.json.gz").joined(separator: "\n")
        let splits = try JSONValue(parsing: Array(text.utf8))
        return ["test", "oos_test"].flatMap { split in
            (splits[split]?.arrayValue ?? []).enumerated().compactMap { number, row -> StreamItem? in
                guard let parts = row.arrayValue, parts.count == 2, let text = parts[0].stringValue,
                    let intent = parts[1].stringValue
                else { return nil }
                return StreamItem(text, answerClass: intent == "oos" ? "oos \(number)" : intent, set: "clinc150")
            }
        }
    }

    private static func shuffled(_ items: [StreamItem]) -> [StreamItem] {
        items.sorted { PublicSets.hash($0.text) < PublicSets.hash($1.text) }
    }
}

/// Comma-separated values with quotes (RFC 4180).
enum CommaSeparated {
    static func rows(of text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field = ""
        var isQuoted = false
        var characters = Array(text + "\n")[...]
        while let character = characters.popFirst() {
            switch character {
            case "\"" where isQuoted && characters.first == "\"":
                field.append("\"")
                characters.removeFirst()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                row.append(field)
                field = ""
            case "\n" where !isQuoted:
                row.append(field)
                if row != [""] { rows.append(row) }
                (row, field) = ([], "")
            default: field.append(character)
            }
        }
        return rows
    }
}
