import CacheCore
import CanonicalJSON
import Foundation
import GRDB

/// How a request stands in a row: `{"messages":[{"role","content","attributes"}],"match","context",
/// "parameters","partition"}`, without the fields that are absent. Tenant, user and version have columns of their own.
enum RequestCoding {
    /// A row nests what a request may hold some levels deeper, so it is read with room to spare.
    private static let maximumDepth = 2 * JSONValue.maximumDepth

    static func encode(_ request: CacheRequest) -> [UInt8] {
        encode(
            messages: request.messages, match: request.match, context: request.context,
            parameters: request.parameters, partition: request.partition)
    }

    static func encode(
        messages: [Message], match: String?, context: JSONValue? = nil, parameters: JSONValue? = nil,
        partition: String? = nil
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(raw: "{\"messages\":[")
        for (position, message) in messages.enumerated() {
            writer.write(raw: position == 0 ? "{\"role\":" : ",{\"role\":")
            writer.write(message.role)
            writer.write(raw: ",\"content\":")
            writer.write(message.content)
            if !message.attributes.members.isEmpty {
                writer.write(raw: ",\"attributes\":")
                writer.write(.object(message.attributes))
            }
            writer.write(raw: "}")
        }
        writer.write(raw: "]")
        if let match {
            writer.write(raw: ",\"match\":")
            writer.write(match)
        }
        if let context {
            writer.write(raw: ",\"context\":")
            writer.write(context)
        }
        if let parameters {
            writer.write(raw: ",\"parameters\":")
            writer.write(parameters)
        }
        if let partition {
            writer.write(raw: ",\"partition\":")
            writer.write(partition)
        }
        writer.write(raw: "}")
        return writer.bytes
    }

    static func decode(
        _ data: Data, tenant: Tenant, user: String?, version: String?
    ) throws -> CacheRequest {
        let value = try parse(data)
        return CacheRequest(
            tenant: tenant, user: user, version: version, messages: messages(in: value),
            match: value["match"]?.stringValue, context: value["context"],
            parameters: value["parameters"], partition: value["partition"]?.stringValue)
    }

    static func parse(_ data: Data) throws(JSONError) -> JSONValue {
        try JSONValue(parsing: Array(data), maximumDepth: maximumDepth)
    }

    static func messages(in value: JSONValue) -> [Message] {
        (value["messages"]?.arrayValue ?? []).map { message in
            Message(
                role: message["role"]?.stringValue ?? "",
                content: message["content"]?.stringValue ?? "",
                attributes: message["attributes"]?.objectValue ?? JSONObject())
        }
    }
}

extension String {
    /// As a BLOB of UTF-8. The empty text is stored as an empty TEXT, because an empty BLOB would be bound as
    /// NULL; both read back as "".
    var stored: DatabaseValue {
        isEmpty ? "".databaseValue : Data(utf8).databaseValue
    }

    init(stored data: Data) {
        self = String(decoding: data, as: UTF8.self)
    }
}

extension Digest {
    var stored: DatabaseValue { Data(bytes).databaseValue }
}

extension RulesFingerprint {
    var stored: DatabaseValue { Data(bytes).databaseValue }
}

extension StoredEmbedding {
    /// NULL for a text that the embedder could not read.
    var storedVector: DatabaseValue? { isReadable ? vector.stored : nil }
}

extension [Float] {
    /// Little-endian, 4 bytes a component: as in memory on every platform that Swift supports.
    var stored: DatabaseValue {
        withUnsafeBytes { Data($0) }.databaseValue
    }

    init(stored data: Data) {
        self.init(unsafeUninitializedCapacity: data.count / 4) { components, count in
            count = data.count / 4
            data.copyBytes(to: UnsafeMutableRawBufferPointer(components), count: count * 4)
        }
    }
}
