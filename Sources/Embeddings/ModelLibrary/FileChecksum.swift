import Crypto

/// SHA-256 of files, as `sha256sum` writes it.
enum FileChecksum {
    static func sha256(of file: MappedFile) -> String {
        var hash = SHA256()
        hash.update(bufferPointer: file.bytes)
        return hash.finalize().hexadecimal
    }

    /// - Throws: `ModelError.unreadable`.
    static func sha256(path: String) throws(ModelError) -> String {
        sha256(of: try MappedFile(path: path))
    }

    /// Compares a file with a checksum that a person or a record gave.
    ///
    /// - Throws: `ModelLibraryError.wrongChecksum`, `.invalidChecksum`; `ModelError.unreadable`.
    static func verify(_ path: String, expected: String) throws {
        let expected = expected.lowercased()
        guard expected.utf8.count == 64, expected.allSatisfy(\.isHexDigit) else {
            throw ModelLibraryError.invalidChecksum(expected)
        }
        let found = try sha256(path: path)
        guard found == expected else {
            throw ModelLibraryError.wrongChecksum(file: path, expected: expected, found: found)
        }
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits for each byte.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        let text = flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
