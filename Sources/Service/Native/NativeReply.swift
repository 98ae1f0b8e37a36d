import CacheCore
import CanonicalJSON
import Foundation

/// Replies of the native API.
package enum NativeReply {
    package static func lookup(_ lookup: Lookup, now: Timestamp) -> [UInt8] {
        switch lookup {
        case .hit(let hit): self.hit(hit, now: now)
        case .miss(let miss): self.miss(miss).encoded
        }
    }

    private static func hit(_ hit: Hit, now: Timestamp) -> [UInt8] {
        var writer = JSONWriter(
            reservingCapacity: 256 + hit.question.utf8.count + hit.answer.utf8.count)
        writer.write(raw: "{\"hit\":true,\"answer\":")
        writer.write(hit.answer)
        writer.write(raw: ",\"entry_id\":")
        writer.write(hit.id.rawValue)
        writer.write(raw: ",\"hit_id\":")
        writer.write(hit.hitID.text)
        writer.write(raw: ",\"tier\":")
        writer.write(hit.tier.rawValue)
        writer.write(raw: ",\"similarity\":")
        writer.write(hit.similarity.rounded(toDigits: 4))
        if let score = hit.score, let threshold = hit.threshold {
            writer.write(raw: ",\"score\":")
            writer.write(score.rounded(toDigits: 4))
            writer.write(raw: ",\"threshold\":")
            writer.write(threshold.rounded(toDigits: 4))
        }
        writer.write(raw: ",\"question\":")
        writer.write(hit.question)
        writer.write(raw: ",\"age_seconds\":")
        writer.write(max(0, now.seconds(since: hit.writtenAt)))
        if hit.isStale {
            writer.write(raw: ",\"stale\":true,\"refresh\":")
            writer.write(hit.shouldRefresh)
        }
        writer.write(raw: ",\"seconds\":")
        writer.write(hit.seconds.roundedToMicroseconds)
        writer.write(raw: "}")
        return writer.bytes
    }

    private static func miss(_ miss: Miss) -> JSONValue {
        var reply = JSONObject()
        reply["hit"] = false
        reply["reason"] = .string(miss.reason.rawValue)
        if let nearest = miss.nearest {
            reply["nearest"] = assessment(nearest)
        }
        if let threshold = miss.threshold {
            reply["threshold"] = JSONValue(threshold.rounded(toDigits: 4))
        }
        reply["hit_id"] = miss.hitID.map { .string($0.text) }
        reply["seconds"] = JSONValue(miss.seconds.roundedToMicroseconds)
        return .object(reply)
    }

    static func assessment(_ assessment: Assessment) -> JSONValue {
        var reply = JSONObject()
        reply["entry_id"] = JSONValue(assessment.id.rawValue)
        reply["similarity"] = JSONValue(assessment.similarity.rounded(toDigits: 4))
        reply["score"] = JSONValue(assessment.score.rounded(toDigits: 4))
        reply["veto"] = assessment.veto.map {
            ["guard": .string($0.guardName), "reason": .string($0.reason)]
        }
        reply["verifier"] = assessment.verdict.map { JSONValue($0.rounded(toDigits: 4)) }
        return .object(reply)
    }

    package static func learnt(_ effect: FeedbackEffect) -> JSONValue {
        ["effect": .string(effect.rawValue)]
    }

    package static func policy(_ standing: TenantStanding) -> JSONValue {
        var reply = JSONObject()
        reply["tenant"] = .string(standing.tenant.name)
        reply["mode"] = .string(standing.policy.mode.rawValue)
        guard standing.policy.isJudged else {
            reply["decision"] = "similarity"
            reply["threshold"] = JSONValue(standing.policy.threshold.rounded(toDigits: 4))
            return .object(reply)
        }
        reply["decision"] = "judged"
        reply["risk"] = JSONValue(standing.policy.risk)
        reply["risk_of"] = .string(standing.policy.riskBasis.rawValue)
        if let threshold = standing.threshold {
            reply["threshold"] = threshold.value.map { JSONValue($0.rounded(toDigits: 4)) }
            reply["grounds"] = .string(threshold.grounds.name)
        }
        reply["labels"] = JSONValue(standing.experience.labels.count)
        reply["served"] = JSONValue(standing.experience.served)
        reply["reported_wrong"] = JSONValue(standing.experience.reportedWrong)
        reply["alternatives"] = .array(
            standing.alternatives.map { alternative in
                var row = JSONObject()
                row["risk"] = JSONValue(alternative.risk)
                row["threshold"] = alternative.threshold.value.map { JSONValue($0.rounded(toDigits: 4)) }
                row["grounds"] = .string(alternative.threshold.grounds.name)
                return .object(row)
            })
        return .object(reply)
    }

    package static func inserted(_ outcome: InsertOutcome) -> JSONValue {
        ["id": JSONValue(outcome.id.rawValue), "status": .string(outcome.status.rawValue)]
    }

    package static func inserted(_ outcomes: [InsertOutcome]) -> JSONValue {
        ["entries": .array(outcomes.map { inserted($0) })]
    }

    static func tenants(_ tenants: [TenantSummary], limit: Int) -> JSONValue {
        let page = tenants.prefix(limit)
        let cursor = tenants.count > limit ? page.last.map { TenantCursor($0.tenant).text } : nil
        return [
            "tenants": .array(
                page.map { summary in
                    [
                        "name": .string(summary.tenant.name), "entries": JSONValue(summary.entryCount),
                        "created_at": .string(summary.createdAt.iso8601),
                    ]
                }),
            "next_cursor": cursor.map(JSONValue.string) ?? .null,
        ]
    }

    package static func walls(_ findings: [WallAnalysis.Finding]) -> JSONValue {
        [
            "walls": .array(
                findings.map { finding in
                    [
                        "tenant": .string(finding.tenant.name), "mask": .string(finding.mask),
                        "partitions": JSONValue(finding.partitions), "remaining": JSONValue(finding.remaining),
                    ]
                })
        ]
    }

    package static func migration(_ progress: MigrationProgress) -> JSONValue {
        [
            "embedding": progress.fingerprint.map { .string($0.rawValue) } ?? .null,
            "running": .bool(progress.isRunning),
            "embedded": JSONValue(progress.embedded),
            "pending": JSONValue(progress.pending),
            "problem": progress.problem.map(JSONValue.string) ?? .null,
        ]
    }

    package static func statistics(_ statistics: CacheStatistics, uptime: Double) -> JSONValue {
        var reply = JSONObject()
        reply["version"] = .string(ServiceVersion.current)
        reply["uptime_seconds"] = JSONValue(uptime.roundedToMicroseconds)
        reply["entries"] = JSONValue(statistics.store.entryCount)
        reply["tenants"] = JSONValue(statistics.store.tenantCount)
        reply["deleted_entries"] = JSONValue(statistics.store.deletedCount)
        reply["purged"] = JSONValue(statistics.purged)
        reply["store_bytes"] = JSONValue(statistics.store.byteCount)
        reply["answer_memory_bytes"] = JSONValue(statistics.answerCacheBytes)
        reply["journal_queue"] = JSONValue(statistics.journalDepth)
        reply["hits"] = JSONValue(statistics.hits)
        reply["misses"] = JSONValue(statistics.misses)
        reply["hit_rate"] = JSONValue((statistics.hitRate * 10_000).rounded() / 10_000)
        reply["embeddings"] = .array(
            statistics.embeddings.map { embedding in
                [
                    "embedding": embedding.fingerprint.map { .string($0.rawValue) } ?? .null,
                    "entries": JSONValue(embedding.entryCount),
                    "in_use": .bool(
                        embedding.fingerprint != nil && embedding.fingerprint == statistics.fingerprint),
                ]
            })
        guard let eviction = statistics.eviction else { return .object(reply) }
        reply["eviction"] = .string(eviction.algorithm.rawValue)
        reply["capacity_entries"] = JSONValue(eviction.capacity.entries)
        reply["capacity_bytes"] = eviction.capacity.bytes.map { JSONValue($0) }
        reply["entry_bytes"] = JSONValue(eviction.entryBytes)
        reply["eviction_bytes"] = JSONValue(eviction.stateBytes)
        reply["evicted"] = JSONValue(eviction.evicted)
        reply["expired"] = JSONValue(eviction.expired)
        return .object(reply)
    }
}

/// The place in the list of tenants, in a form that survives a URL.
struct TenantCursor {
    let tenant: Tenant

    init(_ tenant: Tenant) {
        self.tenant = tenant
    }

    init?(text: String) {
        guard let data = Data(base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/")),
            let name = String(validating: data, as: UTF8.self)
        else { return nil }
        tenant = Tenant(name)
    }

    var text: String {
        Data(tenant.name.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    }
}

extension RiskThreshold.Grounds {
    fileprivate var name: String {
        switch self {
        case .shipped: "shipped"
        case .labels: "labels"
        case .drift: "drift"
        }
    }
}

extension Double {
    var roundedToMicroseconds: Double { (self * 1e6).rounded() / 1e6 }
}

/// The version that the server reports.
public enum ServiceVersion {
    public static let current = "0.1.0"
}
