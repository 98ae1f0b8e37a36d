import Foundation

/// Vectors one behind the other, as 32-bit floats of this machine.
enum VectorFile {
    struct TooShort: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) is too short" }
    }

    static func write(_ vectors: [[Float]], to path: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        for vector in vectors { try file.write(contentsOf: vector.withUnsafeBytes { Data($0) }) }
        try file.close()
    }

    /// - Parameter count: nil to read all.
    static func read(_ path: String, dimensions: Int, count: Int? = nil) throws -> [[Float]] {
        let rowSize = dimensions * MemoryLayout<Float>.stride
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        let count = count ?? size / rowSize
        guard size >= count * rowSize else { throw TooShort(path: path) }
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        return try (0..<count).map { _ in
            let data = try file.read(upToCount: rowSize) ?? Data()
            guard data.count == rowSize else { throw TooShort(path: path) }
            return [Float](unsafeUninitializedCapacity: dimensions) { buffer, count in
                count = data.copyBytes(to: buffer) / MemoryLayout<Float>.stride
            }
        }
    }
}
