import Foundation

/// What one library needs for one set; `vector-search-rivals.py` writes the same for the others.
struct LibraryFigures: Codable {
    let library: String
    let vectors: Int
    let dimensions: Int
    /// Processor time of one query, median and 99th percentile.
    let microseconds: Double
    let microseconds99: Double
    let kept: [HitsKept]
    let insertsPerSecond: Double
    /// Anonymous memory; originals in a file are not counted.
    let bytesPerVector: Double
    let deleteMicroseconds: Double?
    /// Processor time of inserting everything in batches.
    let rebuildSeconds: Double

    /// Prints the figures, and appends them to a file.
    func report(to path: String?) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let line = try encoder.encode(self)
        print(String(decoding: line, as: UTF8.self))
        guard let path else { return }
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        try file.write(contentsOf: line + Data("\n".utf8))
        try file.close()
    }
}
