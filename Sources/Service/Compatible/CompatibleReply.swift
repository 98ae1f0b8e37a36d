import CacheCore
import CanonicalJSON

/// Replies of `POST /modelcache`, in the protocol of the original ModelCache.
///
/// HTTP says 200 also for errors; clients read `errorCode`. Reasons are short sentences without anything of
/// the server's inside.
enum CompatibleReply {
    static func lookup(_ lookup: Lookup, now: Timestamp) -> [UInt8] {
        switch lookup {
        case .hit(let hit): self.hit(hit, now: now)
        case .miss(let miss): self.miss(miss)
        }
    }

    private static func hit(_ hit: Hit, now: Timestamp) -> [UInt8] {
        var writer = JSONWriter(
            reservingCapacity: 256 + hit.question.utf8.count + hit.answer.utf8.count)
        writer.write(raw: "{\"errorCode\":0,\"errorDesc\":\"\",\"cacheHit\":true,\"delta_time\":")
        writer.write(deltaTime(hit.seconds))
        writer.write(raw: ",\"hit_query\":")
        writer.write(hit.question)
        writer.write(raw: ",\"answer\":")
        writer.write(hit.answer)
        writer.write(raw: ",\"hit_id\":")
        writer.write(hit.id.rawValue)
        writer.write(raw: ",\"similarity\":")
        writer.write(hit.similarity.rounded(toDigits: 4))
        writer.write(raw: ",\"tier\":")
        writer.write(hit.tier.rawValue)
        if let score = hit.score, let threshold = hit.threshold {
            writer.write(raw: ",\"score\":")
            writer.write(score.rounded(toDigits: 4))
            writer.write(raw: ",\"threshold\":")
            writer.write(threshold.rounded(toDigits: 4))
        }
        writer.write(raw: ",\"age_seconds\":")
        writer.write(max(0, now.seconds(since: hit.writtenAt)))
        if hit.isStale {
            writer.write(raw: ",\"stale\":true,\"refresh\":")
            writer.write(hit.shouldRefresh)
        }
        writer.write(raw: ",\"feedback_id\":")
        writer.write(hit.hitID.text)
        writer.write(raw: "}")
        return writer.bytes
    }

    private static func miss(_ miss: Miss) -> [UInt8] {
        switch miss.reason {
        case .embeddingFailed:
            return failedQuery(
                code: 201, description: "The embedding failed.", deltaTime: deltaTime(miss.seconds))
        case .searchFailed:
            return failedQuery(
                code: 201, description: "The search failed.", deltaTime: deltaTime(miss.seconds))
        case .storeFailed:
            return failedQuery(code: 202, description: "The stored answer could not be read.")
        default:
            var reply = query(code: 0, description: "", deltaTime: .string(deltaTime(miss.seconds)))
            if miss.reason == .busy || miss.nearest != nil {
                reply["reason"] = .string(miss.reason.rawValue)
            }
            reply["nearest"] = miss.nearest.map { NativeReply.assessment($0) }
            reply["threshold"] = miss.threshold.map { JSONValue($0.rounded(toDigits: 4)) }
            return JSONValue.object(reply).encoded
        }
    }

    private static func failedQuery(
        code: Int64, description: String, deltaTime: String? = nil
    ) -> [UInt8] {
        let deltaTime = deltaTime.map(JSONValue.string) ?? 0
        return JSONValue.object(
            query(code: code, description: description, deltaTime: deltaTime)
        ).encoded
    }

    static func refusal(_ refusal: CompatibleRefusal) -> [UInt8] {
        var reply: JSONObject
        switch refusal {
        case .noObject(let reason):
            reply = query(code: 101, description: reason)
        case .unknownType:
            reply = query(
                code: 102,
                description: "type exception, should one of ['query', 'insert', 'remove', 'register']")
        case .field(let kind, let error):
            reply = query(code: 103, description: error.sentence)
            if kind != .query { reply["writeStatus"] = "exception" }
        case .blocked(.insert, let model):
            reply = object(code: 305, description: "model: \(model) in blacklist")
            reply["writeStatus"] = ""
        case .blocked(_, let model):
            reply = query(code: 105, description: "model: \(model) in blacklist")
        case .unknownRemoval:
            reply = object(
                code: 401, description: "remove_type must be 'delete_by_id' or 'truncate_by_model'.")
            reply["response"] = "The cache remove error"
            reply["removeStatus"] = "exception"
        }
        return JSONValue.object(reply).encoded
    }

    static func inserted(_ outcomes: [InsertOutcome]) -> [UInt8] {
        var reply = object(code: 0, description: "")
        reply["writeStatus"] = "success"
        reply["id_list"] = .array(outcomes.map { JSONValue($0.id.rawValue) })
        return JSONValue.object(reply).encoded
    }

    static func insertFailed(_ error: CacheError) -> [UInt8] {
        var reply = object(code: 301, description: error.publicSentence)
        reply["writeStatus"] = "exception"
        return JSONValue.object(reply).encoded
    }

    static func removedEntries(count: Int) -> [UInt8] {
        removed([
            "status": "success", "milvus": .string("delete_count: \(count)"),
            "mysql": .string("delete_count: \(count)"),
        ])
    }

    static func removedAll(count: Int) -> [UInt8] {
        removed([
            "status": "success", "VectorDB": "rebuild", "ScalarDB": .string("delete_count: \(count)"),
        ])
    }

    static func removeFailed(_ error: CacheError, ofAll: Bool) -> [UInt8] {
        var reply = object(code: 402, description: "")
        reply["response"] = .object(
            JSONObject([
                JSONObject.Member(key: "status", value: "failed"),
                JSONObject.Member(
                    key: ofAll ? "VectorDB" : "milvus", value: .string(error.publicSentence)),
                JSONObject.Member(key: ofAll ? "ScalarDB" : "mysql", value: "unexecuted"),
            ]))
        reply["writeStatus"] = "exception"
        return JSONValue.object(reply).encoded
    }

    static func registered(isNew: Bool) -> [UInt8] {
        var reply = object(code: 0, description: "")
        reply["response"] = isNew ? "create_success" : "already_exists"
        reply["writeStatus"] = "success"
        return JSONValue.object(reply).encoded
    }

    static func registerFailed(_ error: CacheError) -> [UInt8] {
        var reply = object(code: 502, description: "")
        reply["response"] = .string(error.publicSentence)
        reply["writeStatus"] = "exception"
        return JSONValue.object(reply).encoded
    }

    private static func removed(_ response: JSONValue) -> [UInt8] {
        var reply = object(code: 0, description: "")
        reply["response"] = response
        reply["writeStatus"] = "success"
        return JSONValue.object(reply).encoded
    }

    private static func query(
        code: Int64, description: String, deltaTime: JSONValue = 0
    ) -> JSONObject {
        var reply = object(code: code, description: description)
        reply.members += [
            JSONObject.Member(key: "cacheHit", value: false),
            JSONObject.Member(key: "delta_time", value: deltaTime),
            JSONObject.Member(key: "hit_query", value: ""),
            JSONObject.Member(key: "answer", value: ""),
        ]
        return reply
    }

    private static func object(code: Int64, description: String) -> JSONObject {
        JSONObject([
            JSONObject.Member(key: "errorCode", value: .number(.integer(code))),
            JSONObject.Member(key: "errorDesc", value: .string(description)),
        ])
    }

    /// Seconds with at most two decimals, as text: `0.04s`.
    static func deltaTime(_ seconds: Double) -> String {
        "\((seconds * 100).rounded() / 100)s"
    }
}

extension CacheError {
    /// What a client may know of a failure; the log has the rest.
    package var publicSentence: String {
        switch self {
        case .busy, .store(.busy): "Too much work is waiting; try again."
        case .embeddingFailed: "The embedding failed."
        case .entryTooLarge(let weight, let capacity):
            "An entry takes \(weight) bytes, and all entries of its tenant may take \(capacity) together."
        case .emptyFilter: "No condition says which entries are meant."
        case .store(.full): "No space is left for the store."
        case .store(.readOnly): "The store cannot be written to."
        case .store: "The store failed."
        }
    }
}

extension Float {
    /// Rounded for people; a Float printed as a Double shows digits that are not there.
    func rounded(toDigits digits: Int) -> Double {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        return (Double(self) * scale).rounded() / scale
    }
}
