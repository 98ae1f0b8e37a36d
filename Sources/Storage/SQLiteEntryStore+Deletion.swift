import CacheCore
import Foundation
import GRDB

/// Correction, deletion and restoring.
extension SQLiteEntryStore {
    public func ids(matching filter: EntryFilter) async throws(StoreError) -> [EntryID] {
        try await read { db in
            var tenant: Int64?
            if let name = filter.tenant {
                tenant = try EntryRow.tenantID(db, name)
                guard tenant != nil else { return [] }
            }
            return try EntrySearch(filter, tenant: tenant).ids(db)
        }
    }

    public func correct(
        _ id: EntryID, with entry: NewEntry, at time: Timestamp
    ) async throws(StoreError) -> Bool {
        let row = EntryRow(entry, time: time)
        return try await writes.perform { db in
            guard try row.existingID(db) == id.rawValue else { return (false, []) }
            var writer = try EntryWriter(db)
            _ = try writer.write(row, mode: .replace)
            return (true, [.inserted(id, entry, at: time)])
        }
    }

    public func delete(
        _ ids: [EntryID], tenant: Tenant?, as earlier: DeletionID?, at time: Timestamp
    ) async throws(StoreError) -> DeletionOutcome {
        try await writes.perform { db in
            var keys: [EntryKey] = []
            var deletion = earlier.map { Deletion(id: $0, time: time) }
            for id in ids {
                for key in try Self.keys(db, where: "id = ?", arguments: [id.rawValue], tenant: tenant) {
                    let current =
                        try deletion ?? Deletion(id: DeletedEntries.makeDeletion(at: time, db), time: time)
                    deletion = current
                    try DeletedEntries.add(key.id.rawValue, current, to: db)
                    try Self.removeEntry(db, key.id)
                    keys.append(key)
                }
            }
            return (DeletionOutcome(count: keys.count, id: deletion?.id), [.removed(keys)])
        }
    }

    public func deletedEntries(
        _ selection: DeletedSelection, after: EntryID, limit: Int
    ) async throws(StoreError) -> [CacheEntry] {
        try await read { db in
            switch selection {
            case .ids(let ids):
                return try ids.filter { $0 > after }.sorted().prefix(limit).flatMap {
                    try Self.deletedPage(db, "deleted_entry.id = ?", [$0.rawValue], limit: 1)
                }
            case .deletion(let deletion):
                return try Self.deletedPage(
                    db, "deletion = ? AND deleted_entry.id > ?", [deletion.rawValue, after.rawValue], limit: limit)
            case .tenant(nil):
                return try Self.deletedPage(db, "deleted_entry.id > ?", [after.rawValue], limit: limit)
            case .tenant(let tenant?):
                guard let id = try EntryRow.tenantID(db, tenant) else { return [] }
                return try Self.deletedPage(
                    db, "deleted_entry.tenant = ? AND deleted_entry.id > ?", [id, after.rawValue], limit: limit)
            }
        }
    }

    private static func deletedPage(
        _ db: Database, _ condition: String, _ arguments: StatementArguments, limit: Int
    ) throws -> [CacheEntry] {
        let sql = """
            SELECT deleted_entry.id, tenant.name AS tenant, deleted_entry.created_at, modified_at, user, version, request,
                answer, iif(embedding IS NULL, NULL, fingerprint) AS fingerprint, hits AS count, last_hit_at AS last_at,
                expires_at, ttl, sliding, stale, pinned, details, deletion, deleted_at, prompt_tokens, completion_tokens,
                latency
            FROM deleted_entry JOIN live_tenant AS tenant ON tenant.id = deleted_entry.tenant
                LEFT JOIN embedder ON embedder.id = deleted_entry.embedder
            WHERE \(condition) ORDER BY deleted_entry.id
            """
        return try page(db, sql, arguments: arguments, limit: limit)
    }

    public func restore(_ entries: [RefiledEntry]) async throws(StoreError) -> RestoreOutcome {
        try await writes.perform { db in
            var outcome = RestoreOutcome()
            var restored: [RestoredEntry] = []
            for entry in entries {
                switch try DeletedEntries.restore(entry, db) {
                case .restored(let entry):
                    outcome.restored.append(entry.key.id)
                    restored.append(entry)
                case .superseded: outcome.superseded.append(entry.id)
                case .gone: break
                }
            }
            return (outcome, restored.isEmpty ? [] : [.restored(restored)])
        }
    }
}
