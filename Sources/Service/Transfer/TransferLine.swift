import CacheCore
import CanonicalJSON
import Foundation

/// One entry as a line of JSON, for exports and imports (docs/transfer.md).
///
/// It has the fields of an insert by the native API, read and written by the same code, so that a field which is added
/// there is carried from then on. Beside them stand what only a store knows (id, times, hits) and, if it is wanted, the
/// vector.
enum TransferLine {
    private static let storeFields = [
        "id", "question", "created_at", "modified_at", "expires_at", "hit_count", "last_hit_at", "embedding",
    ]

    /// - Parameter tenant: in place of the one that the line names.
    static func decode(_ line: JSONValue, tenant: String? = nil) throws(FieldError) -> ImportedEntry {
        let fields = try FieldReader(line.naming(tenant), at: .root)
        try fields.refuseUnknownFields(besides: NativeRequest.entryFields + storeFields)
        return ImportedEntry(
            try NativeRequest.row(fields, isTransfer: true), embedding: try embedding(fields),
            createdAt: try fields.time("created_at"), modifiedAt: try fields.time("modified_at"),
            expiry: try expiry(fields), hitCount: try hitCount(fields), lastHitAt: try fields.time("last_hit_at"))
    }

    static func encode(_ exported: ExportedEntry) -> [UInt8] {
        guard case .object(var line) = NativeReply.entry(exported.entry) else { return [] }
        line["question"] = nil
        // Said also where there is no end: without it, an import would give the entry its tenant's time.
        line["expires_at"] = line["expires_at"] ?? .null
        line["embedding"] = exported.embedding.map { embedding in
            var object = JSONObject()
            object["fingerprint"] = embedding.fingerprint.map { .string($0.rawValue) }
            object["text"] = embedding.text.map { .string($0.hexadecimal) }
            object["vector"] = .string(embedding.vector.base64)
            return .object(object)
        }
        return JSONValue.object(line).encoded + [UInt8(ascii: "\n")]
    }

    private static func expiry(_ fields: FieldReader) throws(FieldError) -> ImportedEntry.Expiry {
        if let time = try fields.time("expires_at") { return .at(time) }
        return fields.object["expires_at"] == .null ? .never : .asNew
    }

    private static func hitCount(_ fields: FieldReader) throws(FieldError) -> Int64 {
        let count = try fields.integer("hit_count") ?? 0
        guard count >= 0 else { throw fields.error("hit_count", "must not be negative") }
        return count
    }

    /// A text in place of the object is what the native API shows of an entry: the fingerprint without the vector.
    private static func embedding(_ fields: FieldReader) throws(FieldError) -> TransferredEmbedding? {
        guard let value = fields.value("embedding"), value.stringValue == nil else { return nil }
        let embedding = try FieldReader(value, at: fields.path.appending("embedding"))
        try embedding.refuseUnknownFields(besides: ["fingerprint", "text", "vector"])
        let text = try embedding.string("text")
        let digest = text.flatMap { Digest(hexadecimal: $0) }
        guard text == nil || digest != nil else {
            throw embedding.error("text", "must be a SHA-256 value of 64 hexadecimal digits")
        }
        return TransferredEmbedding(
            vector: try vector(embedding),
            fingerprint: try embedding.string("fingerprint").map { EmbeddingFingerprint(rawValue: $0) }, text: digest)
    }

    private static func vector(_ fields: FieldReader) throws(FieldError) -> [Float] {
        switch fields.value("vector") {
        case nil: throw fields.error("vector", "is missing")
        case .string(let text):
            guard let vector = [Float](base64: text) else {
                throw fields.error("vector", "must be the base64 form of little-endian 32-bit floats")
            }
            return vector
        case .array(let elements):
            let components = elements.compactMap { $0.doubleValue.map { Float($0) } }
            guard components.count == elements.count else {
                throw fields.error("vector", "must be a list of numbers")
            }
            return components
        case .some(let value): throw fields.error("vector", "must be a string or a list of numbers, not \(value.kind)")
        }
    }
}

extension JSONValue {
    /// With another tenant, where this is an object.
    fileprivate func naming(_ tenant: String?) -> JSONValue {
        guard let tenant, case .object(var object) = self else { return self }
        object["tenant"] = .string(tenant)
        return .object(object)
    }
}

extension [Float] {
    fileprivate var base64: String { withUnsafeBytes { Data($0) }.base64EncodedString() }

    /// Little-endian, as in memory on every platform that Swift supports.
    fileprivate init?(base64 text: String) {
        guard let data = Data(base64Encoded: text), data.count % 4 == 0, !data.isEmpty else { return nil }
        self.init(unsafeUninitializedCapacity: data.count / 4) { components, count in
            count = data.count / 4
            data.copyBytes(to: UnsafeMutableRawBufferPointer(components), count: count * 4)
        }
    }
}

extension Digest {
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    package init?(hexadecimal text: String) {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 64, text.utf8.count == 64 else { return nil }
        self.init(bytes: stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }
}
