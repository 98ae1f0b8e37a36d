import CanonicalJSON
import Foundation

/// Reads labelled pairs from families (see `FamilyFile`), JSON Lines or tab-separated text, all but `.json` compressed by
/// gzip or not.
///
/// A line of JSON is a family (of prompts, or of conversations: see `ConversationFamily`) or an object with `a`, `b` and
/// `same` (a boolean, 0 or 1), and may have `category` and `group` (or `template`). A tab-separated line is text, text, 0
/// or 1, without quoting.
public enum PairFile {
    public static func read(_ path: String) throws -> [LabelledPrompts] {
        if path.hasSuffix(".json") { return try FamilyFile.read(path) }
        let set = URL(filePath: path).lastPathComponent
        return try lines(of: path).enumerated().flatMap { number, line in
            guard !line.allSatisfy(\.isWhitespace) else { return [LabelledPrompts]() }
            guard let pairs = pairs(on: line, number: number, set: set) else {
                throw PairFileError(
                    description: "\(path):\(number + 1): expected {\"a\": TEXT, \"b\": TEXT, \"same\": true or false}, "
                        + "TEXT, tab, TEXT, tab, 0 or 1, or a family, which \(FamilyFile.requirement)")
            }
            return pairs
        }
    }

    private static func pairs(on line: String, number: Int, set: String) -> [LabelledPrompts]? {
        guard line.first == "{" else { return columns(line, set: set).map { [$0] } }
        guard let value = try? JSONValue(parsing: Array(line.utf8)) else { return nil }
        if value["history"] != nil { return ConversationFamily.pairs(of: value, number: number, set: set) }
        if value["anchor"] != nil { return FamilyFile.pairs(of: value, number: number, set: set) }
        return object(value, set: set).map { [$0] }
    }

    /// The lines of a text file; one that ends with `.gz` is unpacked by `gzip`.
    static func lines(of path: String) throws -> [String] {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw PairFileError(description: "\(path): there is no such file, or it may not be read")
        }
        let data =
            if path.hasSuffix(".tar.gz") {
                try output(of: "tar", ["-xOzf", path])
            } else if path.hasSuffix(".gz") {
                try output(of: "gzip", ["-dc", path])
            } else {
                try Data(contentsOf: URL(filePath: path))
            }
        var text = String(decoding: data, as: UTF8.self)[...]
        if text.unicodeScalars.first == "\u{feff}" { text.unicodeScalars.removeFirst() }
        return text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    }

    private static func object(_ value: JSONValue, set: String) -> LabelledPrompts? {
        guard let first = value["a"]?.stringValue, let second = value["b"]?.stringValue,
            let isSame = value["same"]?.boolValue ?? value["same"]?.integerValue.map({ $0 != 0 })
        else { return nil }
        return LabelledPrompts(
            first, second, isSame: isSame, category: value["category"]?.stringValue ?? "all", set: set,
            group: value["group"]?.stringValue ?? value["template"]?.stringValue)
    }

    private static func columns(_ line: String, set: String) -> LabelledPrompts? {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard columns.count >= 3, columns[2] == "0" || columns[2] == "1" else { return nil }
        return LabelledPrompts(String(columns[0]), String(columns[1]), isSame: columns[2] == "1", set: set)
    }

    private static func output(of tool: String, _ arguments: [String]) throws -> Data {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw PairFileError(description: "\(arguments.last ?? ""): \(tool) could not unpack it")
        }
        return data
    }
}
