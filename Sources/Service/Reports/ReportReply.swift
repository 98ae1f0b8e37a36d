import CacheCore
import CanonicalJSON

/// Reports and the query log in JSON.
package enum ReportReply {
    package static func report(_ report: Report, walls: [WallAnalysis.Finding]? = nil) -> JSONValue {
        var reply = JSONObject()
        reply["tenant"] = report.tenant.map { .string($0.name) }
        reply["from"] = .string(report.from.iso8601)
        reply["until"] = .string(report.until.iso8601)
        let totals = report.totals
        add(totals, to: &reply)
        reply["miss_reasons"] = .object(
            JSONObject(
                totals.missReasons.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.map {
                    JSONObject.Member(key: $0.key.rawValue, value: JSONValue($0.value))
                }))
        reply["saved"] = savings(totals.savings)
        if totals.lookups > 0 { reply["lookup_seconds"] = mean(totals.seconds, of: totals.lookups) }
        if totals.hits > 0 { reply["hit_seconds"] = mean(totals.hitSeconds, of: totals.hits) }
        reply["model_seconds"] = report.findings.modelLatency.map { JSONValue(rounded($0)) }
        reply["speed_up"] = report.speedUp.map { JSONValue(rounded($0)) }
        reply["entries"] = JSONValue(report.findings.entryCount)
        reply["never_served_share"] = report.neverServedShare.map { JSONValue(rounded($0)) }
        reply["interval_seconds"] = JSONValue(report.intervalLength / 1_000)
        reply["intervals"] = .array(
            report.intervals.map { interval in
                var row = JSONObject()
                row["start"] = .string(interval.start.iso8601)
                add(interval.totals, to: &row)
                return .object(row)
            })
        reply["tenants"] = .array(
            report.tenants.map { tenant, totals in
                var row = JSONObject()
                row["tenant"] = tenant.map { .string($0.name) } ?? .null
                add(totals, to: &row)
                row["saved"] = savings(totals.savings)
                return .object(row)
            })
        reply["most_served"] = .array(report.findings.mostServed.map(served))
        reply["near_misses"] = .array(report.findings.nearMisses.map(nearMiss))
        reply["walls"] = walls.flatMap { NativeReply.walls($0)["walls"] }
        return .object(reply)
    }

    package static func queryLog(_ rows: [NumberedRecord]) -> JSONValue {
        // Pages end by rows or by bytes, so only an empty one is the last.
        ["rows": .array(rows.map(row)), "next_cursor": rows.last.map { .string("\($0.number)") } ?? .null]
    }

    private static func add(_ totals: UsageTotals, to reply: inout JSONObject) {
        reply["lookups"] = JSONValue(totals.lookups)
        reply["exact_hits"] = JSONValue(totals.exactHits)
        reply["semantic_hits"] = JSONValue(totals.semanticHits)
        reply["misses"] = JSONValue(totals.misses)
        reply["hit_rate"] = totals.hitRate.map { JSONValue(rounded($0)) }
    }

    private static func savings(_ savings: Savings) -> JSONValue {
        [
            "prompt_tokens": JSONValue(savings.promptTokens),
            "completion_tokens": JSONValue(savings.completionTokens),
            "estimated_tokens": JSONValue(savings.estimatedTokens),
            "model_seconds": JSONValue(rounded(savings.modelSeconds)),
        ]
    }

    private static func served(_ entry: CacheEntry) -> JSONValue {
        var row = JSONObject()
        row["entry_id"] = JSONValue(entry.id.rawValue)
        row["tenant"] = .string(entry.request.tenant.name)
        row["question"] = .string(entry.request.keyText)
        row["hit_count"] = JSONValue(entry.hitCount)
        row["last_hit_at"] = entry.lastHitAt.map { .string($0.iso8601) }
        return .object(row)
    }

    private static func nearMiss(_ miss: NearMiss) -> JSONValue {
        var row = outcome(miss.record, question: miss.question)
        row["count"] = JSONValue(miss.count)
        return .object(row)
    }

    private static func row(_ row: NumberedRecord) -> JSONValue {
        var reply = outcome(row.record, question: row.question)
        reply["seconds"] = JSONValue(row.record.seconds.roundedToMicroseconds)
        return .object(reply)
    }

    private static func outcome(_ record: QueryRecord, question: String?) -> JSONObject {
        var row = JSONObject()
        row["time"] = .string(record.time.iso8601)
        row["tenant"] = .string(record.tenant.name)
        row["user"] = record.user.map(JSONValue.string)
        row["prompt"] = .string(record.keyText)
        row["outcome"] =
            record.tier.map { .string($0.rawValue) } ?? record.missReason.map { .string($0.rawValue) }
            ?? "error"
        row["entry_id"] = record.entry.map { JSONValue($0.rawValue) }
        row["question"] = question.map(JSONValue.string)
        row["similarity"] = record.similarity.map { JSONValue($0.rounded(toDigits: 4)) }
        row["score"] = record.score.map { JSONValue($0.rounded(toDigits: 4)) }
        row["guard"] = record.guardName.map(JSONValue.string)
        if record.errorCode != 0 { row["error_code"] = JSONValue(record.errorCode) }
        if !record.errorDescription.isEmpty { row["detail"] = .string(record.errorDescription) }
        return row
    }

    private static func mean(_ sum: Double, of count: Int64) -> JSONValue {
        JSONValue((sum / Double(count)).roundedToMicroseconds)
    }

    private static func rounded(_ value: Double) -> Double {
        (value * 10_000).rounded() / 10_000
    }
}

extension QueryRecord {
    /// The prompt, as `CacheRequest.keyText`.
    fileprivate var keyText: String {
        CacheRequest(tenant: tenant, messages: messages, match: match).keyText
    }
}
