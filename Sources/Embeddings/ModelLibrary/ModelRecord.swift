import CanonicalJSON

/// What `model.json` says about an installed model.
public struct ModelRecord: Sendable, Equatable {
    /// A text and the vector that it had when the model was installed.
    public struct Check: Sendable, Equatable {
        public var text: String
        public var vector: [Float]
    }

    /// A file of the model's folder.
    public struct File: Sendable, Equatable {
        public var name: String
        public var sha256: String
    }

    public var name: String
    /// Where the model comes from, in words.
    public var origin: String
    public var licence: String
    /// The SHA-256 of the file that it was installed from: an archive, or the weights; nil for weights in several
    /// files.
    public var sourceSHA256: String?
    /// The encoder in the form in which it computes.
    public var encoder: File
    public var tokenizer: File
    /// What is put before every text.
    public var prompt: String
    public var precision: WeightPrecision
    public var dimensions: Int
    public var fingerprint: String
    /// ISO 8601, UTC.
    public var installedAt: String
    public var check: Check
}

extension ModelRecord {
    static let fileName = "model.json"
    /// The version of the record's form.
    private static let format: Int64 = 1

    var json: JSONValue {
        [
            "format": JSONValue(Self.format), "name": .string(name), "origin": .string(origin),
            "licence": .string(licence), "source_sha256": sourceSHA256.map(JSONValue.string) ?? .null,
            "encoder": ["file": .string(encoder.name), "sha256": .string(encoder.sha256)],
            "tokenizer": ["file": .string(tokenizer.name), "sha256": .string(tokenizer.sha256)],
            "prompt": .string(prompt), "precision": .string(precision.rawValue),
            "dimensions": JSONValue(dimensions), "fingerprint": .string(fingerprint),
            "installed_at": .string(installedAt),
            "check": [
                "text": .string(check.text), "vector": .array(check.vector.map { JSONValue(Double($0)) }),
            ],
        ]
    }

    /// Reads the record of a model's folder.
    ///
    /// - Throws: `ModelLibraryError.invalidRecord`, naming the field; `ModelError.unreadable`.
    init(folder: String) throws {
        let fields = try RecordFields(path: folder + "/" + Self.fileName)
        guard fields.root["format"]?.integerValue == Self.format else {
            throw fields.invalid("the field `format` is not \(Self.format)")
        }
        guard let precision = WeightPrecision(rawValue: try fields.string("precision")) else {
            throw fields.invalid("the field `precision` is neither float32 nor int8")
        }
        let check = Check(text: try fields.string("text", of: "check"), vector: try fields.vector())
        self.init(
            name: try fields.string("name"), origin: try fields.string("origin"),
            licence: try fields.string("licence"), sourceSHA256: fields.root["source_sha256"]?.stringValue,
            encoder: try fields.file("encoder"), tokenizer: try fields.file("tokenizer"),
            prompt: try fields.string("prompt"), precision: precision, dimensions: check.vector.count,
            fingerprint: try fields.string("fingerprint"), installedAt: try fields.string("installed_at"),
            check: check)
    }
}

/// A record's JSON, and errors that name the file and the field.
private struct RecordFields {
    let path: String
    let root: JSONValue

    init(path: String) throws {
        self.path = path
        let file = try MappedFile(path: path)
        defer { withExtendedLifetime(file) {} }
        do {
            root = try JSONValue(parsing: file.bytes)
        } catch {
            throw ModelLibraryError.invalidRecord(file: path, reason: "it is not JSON: \(error)")
        }
    }

    func invalid(_ reason: String) -> ModelLibraryError { .invalidRecord(file: path, reason: reason) }

    func string(_ field: String, of object: String? = nil) throws(ModelLibraryError) -> String {
        let value = object.map { root[$0] ?? .null } ?? root
        guard let text = value[field]?.stringValue else {
            throw invalid("the field `\(object.map { $0 + "." } ?? "")\(field)` is no string")
        }
        return text
    }

    func file(_ field: String) throws(ModelLibraryError) -> ModelRecord.File {
        let name = try string("file", of: field)
        guard !name.isEmpty, !name.hasPrefix("."), !name.utf8.contains(UInt8(ascii: "/")) else {
            throw invalid("`\(field)` names the file `\(name)`, which is outside of the model's folder")
        }
        return ModelRecord.File(name: name, sha256: try string("sha256", of: field))
    }

    func vector() throws(ModelLibraryError) -> [Float] {
        let components = root["check"]?["vector"]?.arrayValue?.compactMap(\.doubleValue) ?? []
        guard !components.isEmpty, root["dimensions"]?.integerValue == Int64(components.count) else {
            throw invalid("the field `check.vector` is no list of `dimensions` numbers")
        }
        return components.map { Float($0) }
    }
}
