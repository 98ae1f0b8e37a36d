import CanonicalJSON

/// The description of the HTTP API in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html).
///
/// It is written by hand, as JSON, in fragments by subject: each holds the paths of its subject and the
/// schemas that only they use. Merged, the fragments are the document. The tests keep it true: they compare
/// it with the router, validate real replies against its schemas and replay its examples.
///
/// Reply schemas allow fields that a later version may add; request schemas of the native API do not, since
/// the server refuses unknown fields.
enum OpenAPIDocument {
    static let value: JSONValue = document()
    /// As `/openapi.json` sends it.
    static let encoded: [UInt8] = value.encoded

    private static let fragments = [
        information, entries, lookup, learning, entrySchemas, lifecycle, lifecycleSchemas, administration, reports,
        migration, transfer, compatible,
        compatibleRequests, compatibleReplies, operations, sharedComponents,
    ]

    private static func document() -> JSONValue {
        var document = JSONObject()
        for fragment in fragments {
            do {
                guard case .object(let object) = try JSONValue(parsing: fragment) else {
                    preconditionFailure("a fragment must be an object: \(fragment.prefix(60))")
                }
                document.merge(object)
            } catch {
                preconditionFailure("a fragment is not valid JSON, \(error): \(fragment.prefix(60))")
            }
        }
        document["paths"] = document["paths"].map(withRequestID)
        document["components"] = document["components"]?.mappingMember("responses") { responses in
            responses.mappingMembers(withRequestIDHeader)
        }
        return .object(document)
    }

    /// Adds what holds for every request and every reply: the request's id.
    private static func withRequestID(_ paths: JSONValue) -> JSONValue {
        paths.mappingMembers { path in
            var path = path.mappingMembers { operation in
                operation.mappingMember("responses") { responses in
                    responses.mappingMembers { $0["$ref"] == nil ? withRequestIDHeader($0) : $0 }
                }
            }
            path.setMember("parameters", [["$ref": "#/components/parameters/RequestID"]])
            return path
        }
    }

    private static func withRequestIDHeader(_ response: JSONValue) -> JSONValue {
        var response = response
        var headers = response["headers"] ?? [:]
        headers.setMember("X-Request-Id", ["$ref": "#/components/headers/RequestID"])
        response.setMember("headers", headers)
        return response
    }
}

extension JSONObject {
    /// Takes in the members of `other`; objects under the same key are merged in turn.
    fileprivate mutating func merge(_ other: JSONObject) {
        for member in other.members {
            guard let position = members.firstIndex(where: { $0.key == member.key }) else {
                members.append(member)
                continue
            }
            guard case .object(var mine) = members[position].value, case .object(let theirs) = member.value
            else { preconditionFailure("two fragments define \(member.key)") }
            mine.merge(theirs)
            members[position].value = .object(mine)
        }
    }
}

extension JSONValue {
    fileprivate func mappingMembers(_ transform: (JSONValue) -> JSONValue) -> JSONValue {
        guard case .object(let object) = self else { return self }
        return .object(
            JSONObject(
                object.members.map { JSONObject.Member(key: $0.key, value: transform($0.value)) }))
    }

    fileprivate func mappingMember(
        _ key: String, _ transform: (JSONValue) -> JSONValue
    ) -> JSONValue {
        guard case .object(var object) = self else { return self }
        for position in object.members.indices where object.members[position].key == key {
            object.members[position].value = transform(object.members[position].value)
        }
        return .object(object)
    }

    fileprivate mutating func setMember(_ key: String, _ value: JSONValue) {
        guard case .object(var object) = self else { return }
        object[key] = value
        self = .object(object)
    }
}
