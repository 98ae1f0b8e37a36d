import CacheCore
import CanonicalJSON
import Foundation
import Service
import Storage

/// The cache of another program as a source of entries. Places and lines are ids of its rows.
struct ForeignSource: ImportSource {
    let identity: String?
    let total: Int64?
    private let cache: any ForeignCache
    private let tenant: String?
    private var last: Int64 = 0

    /// - Parameter tenant: for rows that name none.
    init(_ cache: any ForeignCache, tenant: String?) {
        self.cache = cache
        self.tenant = tenant
        identity = cache.identity
        total = cache.lastID
    }

    mutating func skip(to checkpoint: ImportCheckpoint) {
        last = checkpoint.position
    }

    mutating func nextBatch() throws -> ImportBatch? {
        var batch = ImportBatch()
        while !batch.isFull {
            let rows = try cache.rows(after: last, limit: 100)
            guard let end = rows.last else { break }
            for row in rows { add(row, to: &batch) }
            last = end.id
        }
        batch.end = last
        batch.lastLine = last
        return batch.isEmpty ? nil : batch
    }

    private func add(_ row: ForeignRow, to batch: inout ImportBatch) {
        switch row {
        case .unusable(let id, let reason):
            batch.rejected.append(.init(line: Int(id), reason: "The row \(reason)."))
        case .entry(let entry):
            batch.lines += line(entry).encoded
            batch.lines.append(UInt8(ascii: "\n"))
            batch.numbers.append(entry.id)
        }
    }

    private func line(_ entry: ForeignEntry) -> JSONValue {
        var line = JSONObject()
        line["tenant"] = .string(entry.tenant.map(Self.normalised) ?? tenant ?? "")
        line["messages"] = .array(
            entry.messages.map { ["role": .string($0.role), "content": .string($0.content)] })
        line["answer"] = .string(entry.answer)
        if entry.hitCount > 0 { line["hit_count"] = JSONValue(entry.hitCount) }
        let time = entry.createdAt.flatMap { Timestamp(iso8601: $0 + "Z") ?? Timestamp(iso8601: $0) }
        line["modified_at"] = time.map { .string($0.iso8601) }
        return .object(line)
    }

    /// A model's name as the compatible API files it.
    private static func normalised(_ model: String) -> String {
        CompatibleName.tenant(of: model)
    }
}
