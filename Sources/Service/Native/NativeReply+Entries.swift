import CacheCore
import CanonicalJSON

/// Entries, and what became of their deletion, as the native API shows them.
extension NativeReply {
    package static func entry(_ entry: CacheEntry) -> JSONValue {
        var reply = JSONObject()
        reply["id"] = JSONValue(entry.id.rawValue)
        reply["tenant"] = .string(entry.request.tenant.name)
        reply["user"] = entry.request.user.map(JSONValue.string)
        reply["version"] = entry.request.version.map(JSONValue.string)
        reply["question"] = .string(entry.request.keyText)
        reply["messages"] = .array(entry.request.messages.map { message($0) })
        reply["match"] = entry.request.match.map(JSONValue.string)
        reply["context"] = entry.request.context
        reply["parameters"] = entry.request.parameters
        reply["partition"] = entry.request.partition.map(JSONValue.string)
        reply["answer"] = .string(entry.answer)
        reply["created_at"] = .string(entry.createdAt.iso8601)
        reply["modified_at"] = .string(entry.modifiedAt.iso8601)
        reply["expires_at"] = entry.expiresAt.map { .string($0.iso8601) }
        reply["ttl"] = entry.lifetime.timeToLive.map { JSONValue($0) }
        if entry.lifetime.isSliding { reply["sliding"] = true }
        if entry.lifetime.staleTime > 0 { reply["stale_for"] = JSONValue(entry.lifetime.staleTime) }
        if entry.lifetime.isPinned { reply["pin"] = true }
        if !entry.details.tags.isEmpty { reply["tags"] = .array(entry.details.tags.map { .string($0.name) }) }
        if !entry.details.metadata.members.isEmpty { reply["metadata"] = .object(entry.details.metadata) }
        reply["usage"] = usage(entry.cost)
        reply["latency"] = entry.cost.latency.map { JSONValue($0) }
        reply["hit_count"] = JSONValue(entry.hitCount)
        reply["last_hit_at"] = entry.lastHitAt.map { .string($0.iso8601) }
        reply["embedding"] = entry.embeddingFingerprint.map { .string($0.rawValue) }
        reply["deletion_id"] = entry.deletion.map { JSONValue($0.id.rawValue) }
        reply["deleted_at"] = entry.deletion.map { .string($0.time.iso8601) }
        return .object(reply)
    }

    private static func usage(_ cost: AnswerCost) -> JSONValue? {
        var usage = JSONObject()
        usage["prompt_tokens"] = cost.promptTokens.map { JSONValue($0) }
        usage["completion_tokens"] = cost.completionTokens.map { JSONValue($0) }
        return usage.members.isEmpty ? nil : .object(usage)
    }

    private static func message(_ message: Message) -> JSONValue {
        let members = [
            JSONObject.Member(key: "role", value: .string(message.role)),
            JSONObject.Member(key: "content", value: .string(message.content)),
        ]
        return .object(JSONObject(members + message.attributes.members))
    }

    /// - Parameter entries: one more than `limit` when there is a next page.
    static func entries(_ entries: [CacheEntry], limit: Int) -> JSONValue {
        var byteCount = 0
        let page = entries.prefix(limit).prefix { entry in
            let isFull = byteCount >= CacheEntry.pageBytes
            byteCount += entry.byteCount
            return !isFull
        }
        // A page that ended for its bytes may have been the last; then the next one is empty.
        let isEnd = entries.count == page.count && byteCount < CacheEntry.pageBytes
        let cursor = isEnd ? nil : page.last.map { JSONValue.string("\($0.id)") }
        return ["entries": .array(page.map { entry($0) }), "next_cursor": cursor ?? .null]
    }

    package static func deleted(_ outcome: DeletionOutcome) -> JSONValue {
        var reply = JSONObject()
        reply["deleted"] = JSONValue(outcome.count)
        reply["deletion_id"] = outcome.id.map { JSONValue($0.rawValue) }
        return .object(reply)
    }

    /// What a deletion would take.
    package static func wouldDelete(_ count: Int) -> JSONValue {
        ["deleted": 0, "matching": JSONValue(count)]
    }

    package static func restored(_ outcome: RestoreOutcome) -> JSONValue {
        ["restored": JSONValue(outcome.restored.count), "superseded": JSONValue(outcome.superseded.count)]
    }
}
