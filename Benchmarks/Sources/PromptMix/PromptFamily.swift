import Foundation

/// A question, ways to ask the same, and questions that look like it but want another answer.
///
/// Read with Foundation and not with the product's own reader, so that the load generator shares no code with what it
/// measures.
public struct PromptFamily: Sendable, Equatable {
    public let id: String
    public let anchor: String
    /// Other words for the same, a word or two changed.
    public let light: [String]
    public let traps: [String]

    public init(id: String, anchor: String, light: [String], traps: [String]) {
        self.id = id
        self.anchor = anchor
        self.light = light
        self.traps = traps
    }

    /// The anchor as another hand would type it: without its last mark, without capitals, or with a courtesy.
    public var nearRepeats: [String] {
        let plain = String(anchor.reversed().drop { ".?!。？！".contains($0) }.reversed())
        let isChinese = anchor.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
        let courteous = isChinese ? "请问" + anchor : "Hi, " + anchor
        let candidates = isChinese ? [plain, courteous] : [plain, anchor.lowercased(), courteous]
        return candidates.filter { $0 != anchor }
    }

    /// Everything that must get the anchor's answer without being the anchor.
    public var rewordings: [String] { light + nearRepeats }

    /// A file that cannot be read as families.
    public struct Unreadable: Error, CustomStringConvertible {
        public let description: String
    }

    /// Reads a JSON array of families, or one on each line; a name that ends in `.gz` is unpacked by `gzip`.
    public static func read(_ path: String) throws -> [PromptFamily] {
        let data = path.hasSuffix(".gz") ? try unpacked(path) : try Data(contentsOf: URL(filePath: path))
        do {
            return try parse(data)
        } catch {
            throw Unreadable(description: "\(path) has no families of prompts: \(error)")
        }
    }

    static func parse(_ data: Data) throws -> [PromptFamily] {
        let decoder = JSONDecoder()
        let isArray = data.first { !" \n\r\t".utf8.contains($0) } == UInt8(ascii: "[")
        let records =
            isArray
            ? try decoder.decode([Record].self, from: data)
            : try data.split(separator: UInt8(ascii: "\n")).map { try decoder.decode(Record.self, from: $0) }
        return records.map(\.family)
    }

    private static func unpacked(_ path: String) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Unreadable(description: "\(path) cannot be unpacked") }
        return data
    }
}

/// `same` has pairs of kind and text, `traps` pairs or triples that end in the text.
private struct Record: Decodable {
    let id: String
    let anchor: String
    let same: [[String]]
    let traps: [[String]]

    var family: PromptFamily {
        PromptFamily(
            id: id, anchor: anchor, light: same.filter { $0.first == "light" }.compactMap(\.last),
            traps: traps.compactMap(\.last))
    }
}
