import ArgumentParser
import CanonicalJSON
import Foundation

/// What accompanies a prompt.
struct PromptOptions: ParsableArguments {
    @Option(help: "The user, whose entries no other user gets.")
    var user: String?

    @Option(name: .customLong("model-version"), help: "The version of the model or the application.")
    var version: String?

    @Option(help: "The system prompt.")
    var system: String?

    @Option(help: "A key that must be identical, in place of the system prompt.")
    var partition: String?

    /// The request's body in the native API.
    func body(prompt: String, tenant: String) -> JSONObject {
        var messages: [JSONValue] = []
        if let system {
            messages.append(["role": "system", "content": .string(system)])
        }
        messages.append(["role": "user", "content": .string(prompt)])
        var body = JSONObject()
        body["tenant"] = .string(tenant)
        body["user"] = user.map(JSONValue.string)
        body["version"] = version.map(JSONValue.string)
        body["partition"] = partition.map(JSONValue.string)
        body["messages"] = .array(messages)
        return body
    }
}

extension String {
    /// The text itself, or all of standard input for `-`.
    func readingStandardInput() throws -> String {
        guard self == "-" else { return self }
        let data = FileHandle.standardInput.readDataToEndOfFile()
        guard let text = String(data: data, encoding: .utf8) else {
            throw Failure("Standard input is not UTF-8.")
        }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}

/// What commands write: results to standard output, remarks to standard error.
enum Output {
    static func write(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    static func write(_ value: JSONValue) {
        FileHandle.standardOutput.write(Data(value.encoded + [UInt8(ascii: "\n")]))
    }

    static func remark(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Rows in columns that are as wide as they need to be.
    static func table(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
