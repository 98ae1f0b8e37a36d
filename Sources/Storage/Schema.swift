import CacheCore
import Foundation
import GRDB

/// The tables of a store and their history.
///
/// What users write (names, prompts, answers) is kept as BLOBs of UTF-8: SQLite's C strings would end at a
/// NUL. `request` is the JSON of `RequestCoding`. Hit counts have a small table of their own, because an
/// update rewrites a whole row.
///
/// The views show the content under the table and column names of the original ModelCache, for the reports
/// that people have built on them.
enum Schema {
    /// `MdlC`: marks a file as a store of this project (SQLite's `application_id`).
    static let applicationID: Int32 = 0x4D64_6C43

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: entries, tenants, query log") { db in
            try db.execute(sql: tables)
            try db.execute(sql: compatibleViews)
        }
        migrator.registerMigration("2: partition rules") { db in
            try db.execute(sql: filings, arguments: [Data(RulesFingerprint.original.bytes)])
        }
        migrator.registerMigration("3: labels") { db in
            try db.execute(sql: labels)
        }
        migrator.registerMigration("4: migration of embeddings") { db in
            try db.execute(sql: embeddings)
        }
        migrator.registerMigration("5: retention") { db in
            try db.execute(sql: retention)
        }
        migrator.registerMigration("6: tags, deletion, clearing") { db in
            try db.execute(sql: lifecycle)
        }
        migrator.registerMigration("7: reports") { db in
            try db.execute(sql: reports)
        }
        migrator.registerMigration("8: imports") { db in
            try db.execute(sql: imports)
        }
        return migrator
    }

    private static let tables = """
        CREATE TABLE tenant (
            id INTEGER PRIMARY KEY,
            name BLOB NOT NULL UNIQUE,
            created_at INTEGER NOT NULL
        );
        CREATE TABLE embedder (
            id INTEGER PRIMARY KEY,
            fingerprint TEXT NOT NULL UNIQUE
        );
        CREATE TABLE entry (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            tenant INTEGER NOT NULL REFERENCES tenant(id),
            digest BLOB NOT NULL,
            partition BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            modified_at INTEGER NOT NULL,
            embedder INTEGER REFERENCES embedder(id),
            user BLOB,
            version BLOB,
            embedding BLOB,
            request BLOB NOT NULL,
            answer BLOB NOT NULL
        );
        CREATE UNIQUE INDEX entry_key ON entry(tenant, digest);
        CREATE INDEX entry_tenant ON entry(tenant);
        CREATE INDEX entry_user ON entry(user) WHERE user IS NOT NULL;
        CREATE INDEX entry_embedder ON entry(embedder) WHERE embedder IS NOT NULL;
        CREATE TABLE hit (
            entry INTEGER PRIMARY KEY REFERENCES entry(id) ON DELETE CASCADE,
            count INTEGER NOT NULL,
            last_at INTEGER NOT NULL
        );
        CREATE TABLE query_log (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            created_at INTEGER NOT NULL,
            tenant BLOB NOT NULL,
            user BLOB,
            error_code INTEGER NOT NULL,
            error_description BLOB NOT NULL,
            tier TEXT,
            miss_reason TEXT,
            entry INTEGER,
            similarity REAL,
            seconds REAL NOT NULL,
            request BLOB NOT NULL
        );
        CREATE INDEX query_log_tenant ON query_log(tenant);
        CREATE INDEX query_log_user ON query_log(user) WHERE user IS NOT NULL;
        """

    /// By what rules a tenant's entries are filed (`Filing`): `filed_by` is NULL when they are mixed, `refiled_by` is
    /// NULL when no change is under way.
    private static let filings = """
        ALTER TABLE tenant ADD COLUMN filed_by BLOB;
        ALTER TABLE tenant ADD COLUMN refiled_by BLOB;
        ALTER TABLE tenant ADD COLUMN refiled_up_to INTEGER NOT NULL DEFAULT 0;
        UPDATE tenant SET filed_by = ?;
        """

    /// What was learnt of pairs of prompts (`PairLabel`).
    private static let labels = """
        CREATE TABLE label (
            tenant INTEGER NOT NULL REFERENCES tenant(id) ON DELETE CASCADE,
            pair BLOB NOT NULL,
            is_same INTEGER NOT NULL,
            source TEXT NOT NULL,
            score REAL,
            judge TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (tenant, pair)
        ) WITHOUT ROWID;
        CREATE INDEX label_age ON label(created_at) WHERE source = 'answers';
        """

    /// Which embedder is migrated to, if any, and an index that counts and finds the entries of each. An entry with an
    /// embedder and no embedding is one that the embedder could not read.
    private static let embeddings = """
        ALTER TABLE embedder ADD COLUMN is_migration_target INTEGER NOT NULL DEFAULT 0;
        DROP INDEX entry_embedder;
        CREATE INDEX entry_embedder ON entry(tenant, embedder);
        """

    /// What decides how long an entry stays, in rows so small that all are read at a start. Entries that were written
    /// before have no end until they are written again.
    private static let retention = """
        CREATE TABLE retention (
            entry INTEGER PRIMARY KEY REFERENCES entry(id) ON DELETE CASCADE,
            tenant INTEGER NOT NULL,
            weight INTEGER NOT NULL,
            written_at INTEGER NOT NULL,
            expires_at INTEGER
        );
        INSERT INTO retention SELECT id, tenant,
            256 + length(request) + length(answer) + ifnull(length(embedding), 0), modified_at, NULL FROM entry;
        CREATE INDEX retention_expiry ON retention(expires_at) WHERE expires_at IS NOT NULL;
        CREATE TABLE eviction_state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            state BLOB NOT NULL
        );
        """

    /// What reports are made of (`UsageTable`), and how many bytes the query log takes, kept up to date by triggers.
    private static let reports = """
        CREATE TABLE cost (
            entry INTEGER PRIMARY KEY REFERENCES entry(id) ON DELETE CASCADE,
            prompt_tokens INTEGER,
            completion_tokens INTEGER,
            latency REAL
        );
        CREATE TABLE usage (
            hour INTEGER NOT NULL,
            tenant INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            lookups INTEGER NOT NULL,
            seconds REAL NOT NULL,
            prompt_tokens INTEGER NOT NULL,
            completion_tokens INTEGER NOT NULL,
            estimated_tokens INTEGER NOT NULL,
            model_seconds REAL NOT NULL,
            PRIMARY KEY (hour, tenant, outcome)
        ) WITHOUT ROWID;
        CREATE INDEX usage_tenant ON usage(tenant);
        ALTER TABLE query_log ADD COLUMN score REAL;
        ALTER TABLE query_log ADD COLUMN guard TEXT;
        CREATE TABLE query_log_size (bytes INTEGER NOT NULL);
        INSERT INTO query_log_size SELECT ifnull(sum(\(logRowSize(of: "query_log"))), 0) FROM query_log;
        CREATE TRIGGER query_log_grows AFTER INSERT ON query_log BEGIN
            UPDATE query_log_size SET bytes = bytes + \(logRowSize(of: "new"));
        END;
        CREATE TRIGGER query_log_shrinks AFTER DELETE ON query_log BEGIN
            UPDATE query_log_size SET bytes = bytes - \(logRowSize(of: "old"));
        END;
        """

    /// A rough number of bytes that a row of the query log takes.
    static func logRowSize(of row: String) -> String {
        let texts = ["tenant", "user", "error_description", "request"]
        return "(100 + " + texts.map { "ifnull(length(\(row).\($0)), 0)" }.joined(separator: " + ") + ")"
    }

    /// How far imports have come (`ImportCheckpoint`).
    private static let imports = """
        CREATE TABLE import (
            source BLOB PRIMARY KEY,
            position INTEGER NOT NULL,
            line INTEGER NOT NULL,
            rejected INTEGER NOT NULL,
            saved_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        """

    private static let compatibleViews = """
        CREATE VIEW modelcache_llm_answer AS
            SELECT entry.id,
                datetime(entry.created_at / 1000, 'unixepoch') AS gmt_create,
                datetime(entry.modified_at / 1000, 'unixepoch') AS gmt_modified,
                \(keyText(of: "entry.request")) AS question,
                CAST(entry.answer AS TEXT) AS answer,
                0 AS answer_type,
                ifnull(hit.count, 0) AS hit_count,
                CAST(tenant.name AS TEXT) AS model,
                entry.embedding AS embedding_data,
                0 AS is_deleted
            FROM entry JOIN tenant ON tenant.id = entry.tenant LEFT JOIN hit ON hit.entry = entry.id;
        CREATE VIEW modelcache_query_log AS
            SELECT query_log.id,
                datetime(query_log.created_at / 1000, 'unixepoch') AS gmt_create,
                datetime(query_log.created_at / 1000, 'unixepoch') AS gmt_modified,
                query_log.error_code,
                CAST(query_log.error_description AS TEXT) AS error_desc,
                CASE WHEN query_log.tier IS NULL THEN '0' ELSE '1' END AS cache_hit,
                query_log.seconds AS delta_time,
                CAST(query_log.tenant AS TEXT) AS model,
                json_extract(CAST(query_log.request AS TEXT), '$.messages') AS query,
                CASE WHEN query_log.tier IS NULL THEN '' ELSE
                    \(keyText(of: "entry.request")) END AS hit_query,
                CASE WHEN query_log.tier IS NULL THEN '' ELSE CAST(entry.answer AS TEXT) END AS answer
            FROM query_log LEFT JOIN entry ON entry.id = query_log.entry;
        """

    /// `CacheRequest.keyText` in SQL.
    static func keyText(of column: String) -> String {
        """
        coalesce((SELECT group_concat(json_extract(value, '$.role') || '###'
            || json_extract(value, '$.content'), '|||')
            FROM json_each(CAST(\(column) AS TEXT), '$.messages')),
            json_extract(CAST(\(column) AS TEXT), '$.match'), '')
        """
    }
}
