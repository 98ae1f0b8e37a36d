import CacheCore
import Foundation
import GRDB

/// What exports and imports need beside entries.
extension SQLiteEntryStore {
    /// Imports that nobody went on with are forgotten after this time.
    private static let checkpointAge: Int64 = 30 * 24 * 3_600 * 1_000

    public func embeddings(of ids: [EntryID]) async throws(StoreError) -> [EntryID: StoredEmbedding] {
        try await read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT embedding, fingerprint FROM entry JOIN embedder ON embedder.id = entry.embedder
                    WHERE entry.id = ? AND embedding IS NOT NULL
                    """)
            var embeddings: [EntryID: StoredEmbedding] = [:]
            for id in ids {
                guard let row = try Row.fetchOne(statement, arguments: [id.rawValue]) else { continue }
                embeddings[id] = StoredEmbedding(
                    vector: [Float](stored: row[0]), fingerprint: EmbeddingFingerprint(rawValue: row[1]))
            }
            return embeddings
        }
    }

    public func importCheckpoint(of source: Digest) async throws(StoreError) -> ImportCheckpoint? {
        try await read { db in
            try Row.fetchOne(
                db, sql: "SELECT position, line, rejected FROM import WHERE source = ?", arguments: [source.stored]
            ).map { ImportCheckpoint(source: source, position: $0[0], line: $0[1], rejected: $0[2]) }
        }
    }

    public func saveImportCheckpoint(
        _ checkpoint: ImportCheckpoint, at time: Timestamp
    ) async throws(StoreError) {
        try await writes.perform { db in
            try db.execute(
                sql:
                    "INSERT OR REPLACE INTO import (source, position, line, rejected, saved_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    checkpoint.source.stored, checkpoint.position, checkpoint.line, checkpoint.rejected, time.rawValue,
                ])
            try db.execute(
                sql: "DELETE FROM import WHERE saved_at < ?", arguments: [time.rawValue - Self.checkpointAge])
            return ((), [])
        }
    }
}
