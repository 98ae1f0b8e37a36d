import CacheCore
import CanonicalJSON
import NIOCore

/// A request to `POST /modelcache`, in the protocol of the original ModelCache.
struct CompatibleRequest: Sendable {
    enum Kind: String, CaseIterable {
        case query
        case insert
        case remove
        case register
    }

    enum Action: Sendable {
        case query(CacheRequest)
        case insert([Answered])
        case removeEntries([EntryID])
        case removeAll
        case register
    }

    let tenant: Tenant
    let action: Action
}

/// Why a request is refused, by the codes of the protocol.
enum CompatibleRefusal: Error {
    /// 101
    case noObject(String)
    /// 102, with the model when there was one.
    case unknownType(model: String?)
    /// 103
    case field(CompatibleRequest.Kind, FieldError)
    /// 105 for a query, 305 for an insert.
    case blocked(CompatibleRequest.Kind, model: String)
    /// 401
    case unknownRemoval
}

extension CompatibleRequest {
    /// Reads a body: a JSON object, or a JSON string that holds one (clients send `json=json.dumps(data)`).
    ///
    /// The checks come in the protocol's order: body, type, scope, blocked model, the fields of the type.
    init(_ body: ByteBuffer, blockedModels: Set<String>) throws(CompatibleRefusal) {
        let fields = FieldReader(try Self.object(in: body))
        guard let kind = fields.object["type"]?.stringValue.flatMap(Kind.init(rawValue:)) else {
            throw .unknownType(model: fields.object["scope"]?["model"]?.stringValue)
        }
        do {
            let scope = try Scope(fields)
            tenant = Tenant(CompatibleName.tenant(of: scope.model))
            if kind == .query || kind == .insert, blockedModels.contains(tenant.name) {
                throw CompatibleRefusal.blocked(kind, model: tenant.name)
            }
            switch kind {
            case .query:
                let messages = try Self.messages("query", of: fields)
                action = .query(scope.request(tenant: tenant, messages: messages))
            case .insert:
                action = .insert(try Self.rows(of: fields, scope: scope, tenant: tenant))
            case .remove:
                action = try Self.removal(fields)
            case .register:
                action = .register
            }
        } catch let error as FieldError {
            throw .field(kind, error)
        } catch let refusal as CompatibleRefusal {
            throw refusal
        } catch {
            preconditionFailure("only the two errors above are thrown")
        }
    }

    private struct Scope {
        let model: String
        let user: String?
        let version: String?
        let parameters: JSONValue?

        init(_ fields: FieldReader) throws(FieldError) {
            guard let value = fields.value("scope") else {
                throw fields.error("scope", "is missing")
            }
            let scope = try FieldReader(value, at: fields.path.appending("scope"))
            guard let model = try scope.string("model") else {
                throw scope.error("model", "is missing")
            }
            try NameDecoding.check(model, "model", in: scope)
            self.model = model
            user = try scope.string("user")
            version = try scope.string("version")
            if let user { try NameDecoding.check(user, "user", in: scope) }
            if let version, !version.isEmpty { try NameDecoding.check(version, "version", in: scope) }
            parameters = try scope.object("parameters").map(JSONValue.object)
        }

        func request(tenant: Tenant, messages: [Message]) -> CacheRequest {
            CacheRequest(
                tenant: tenant, user: user, version: version, messages: messages,
                parameters: parameters)
        }
    }

    private static func object(in body: ByteBuffer) throws(CompatibleRefusal) -> JSONObject {
        do {
            var value = try JSONValue(parsing: body)
            if case .string(let text) = value {
                value = try JSONValue(parsing: text)
            }
            guard case .object(let object) = value else {
                throw CompatibleRefusal.noObject("The body must be a JSON object, not \(value.kind).")
            }
            return object
        } catch let error as JSONError {
            throw .noObject("The body is not valid JSON: \(error).")
        } catch let refusal as CompatibleRefusal {
            throw refusal
        } catch {
            preconditionFailure("only the two errors above are thrown")
        }
    }

    private static func messages(
        _ key: String, of fields: FieldReader
    ) throws(FieldError) -> [Message] {
        guard let elements = try fields.list(key) else { throw fields.error(key, "is missing") }
        guard !elements.isEmpty else { throw fields.error(key, "must not be empty") }
        return try MessageDecoding.messages(
            elements, at: fields.path.appending(key), otherFields: .ignored)
    }

    private static func rows(
        of fields: FieldReader, scope: Scope, tenant: Tenant
    ) throws(FieldError) -> [Answered] {
        guard let elements = try fields.list("chat_info") else {
            throw fields.error("chat_info", "is missing")
        }
        guard !elements.isEmpty else { throw fields.error("chat_info", "must not be empty") }
        let path = fields.path.appending("chat_info")
        var rows: [Answered] = []
        for (position, element) in elements.enumerated() {
            let row = try FieldReader(element, at: path.appending(position))
            let messages = try messages("query", of: row)
            guard let answer = try row.string("answer") else { throw row.error("answer", "is missing") }
            rows.append(Answered(scope.request(tenant: tenant, messages: messages), answer: answer))
        }
        return rows
    }

    private static func removal(_ fields: FieldReader) throws -> Action {
        switch fields.object["remove_type"]?.stringValue {
        case "truncate_by_model":
            return .removeAll
        case "delete_by_id":
            guard let elements = try fields.list("id_list") else {
                throw fields.error("id_list", "is missing")
            }
            var ids: [EntryID] = []
            for (position, element) in elements.enumerated() {
                let path = fields.path.appending("id_list").appending(position)
                if let id = try self.id(element, at: path) { ids.append(id) }
            }
            return .removeEntries(ids)
        default:
            throw CompatibleRefusal.unknownRemoval
        }
    }

    /// `17` and `"17"` are the same id; nil for one that no entry can have.
    private static func id(_ value: JSONValue, at path: FieldPath) throws(FieldError) -> EntryID? {
        switch value {
        case .string(let text):
            return Int64(digits: text).map { EntryID($0) }
        case .number(.bigInteger):
            return nil
        default:
            guard let number = value.integerValue else {
                throw FieldError(path: path, reason: "must be a whole number or a string")
            }
            return EntryID(number)
        }
    }
}

/// Names of the original protocol.
package enum CompatibleName {
    /// The tenant of a model: `-` and `.` become `_`.
    package static func tenant(of model: String) -> String {
        // By code points: a hyphen with a combining mark is still a hyphen and a mark.
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: model.unicodeScalars.lazy.map { $0 == "-" || $0 == "." ? "_" : $0 })
        return String(scalars)
    }
}
