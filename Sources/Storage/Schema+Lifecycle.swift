extension Schema {
    /// Tags and metadata, lifetimes, deletion that can be undone, and tenants that were cleared.
    ///
    /// Deleted entries lie in a table of their own, with all that belongs to them: nothing that reads `entry` can find one.
    /// A cleared tenant keeps its row, under another name, until its entries are purged: so a million of them are out of
    /// reach with one small write. `live_tenant` and `live_log` are what is left to see.
    static let lifecycle = """
        ALTER TABLE tenant ADD COLUMN cleared_at INTEGER;
        ALTER TABLE tenant ADD COLUMN cleared_name BLOB;
        ALTER TABLE tenant ADD COLUMN cleared_log INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX tenant_cleared ON tenant(cleared_name, cleared_log) WHERE cleared_at IS NOT NULL;
        CREATE VIEW live_tenant AS SELECT * FROM tenant WHERE cleared_at IS NULL;
        CREATE VIEW live_log AS SELECT * FROM query_log WHERE NOT EXISTS (
            SELECT 1 FROM tenant WHERE cleared_at IS NOT NULL AND cleared_name = query_log.tenant
                AND cleared_log >= query_log.id);
        ALTER TABLE retention ADD COLUMN ttl INTEGER;
        ALTER TABLE retention ADD COLUMN sliding INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE retention ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE retention ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE retention ADD COLUMN purge_at INTEGER;
        ALTER TABLE retention ADD COLUMN prompt INTEGER;
        UPDATE retention SET ttl = expires_at - written_at, purge_at = expires_at WHERE expires_at IS NOT NULL;
        DROP INDEX retention_expiry;
        CREATE INDEX retention_purge ON retention(purge_at) WHERE purge_at IS NOT NULL;
        CREATE INDEX retention_prompt ON retention(prompt);
        CREATE INDEX entry_created ON entry(created_at);
        CREATE TABLE detail (
            entry INTEGER PRIMARY KEY REFERENCES entry(id) ON DELETE CASCADE,
            details BLOB NOT NULL
        );
        CREATE TABLE tag (
            tag BLOB NOT NULL,
            tenant INTEGER NOT NULL,
            entry INTEGER NOT NULL REFERENCES entry(id) ON DELETE CASCADE,
            PRIMARY KEY (tag, tenant, entry)
        ) WITHOUT ROWID;
        CREATE INDEX tag_entry ON tag(entry);
        CREATE TABLE deletion (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            deleted_at INTEGER NOT NULL
        );
        CREATE TABLE deleted_entry (
            id INTEGER PRIMARY KEY,
            deletion INTEGER NOT NULL,
            deleted_at INTEGER NOT NULL,
            tenant INTEGER NOT NULL,
            digest BLOB NOT NULL,
            partition BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            modified_at INTEGER NOT NULL,
            embedder INTEGER,
            user BLOB,
            version BLOB,
            embedding BLOB,
            request BLOB NOT NULL,
            answer BLOB NOT NULL,
            hits INTEGER,
            last_hit_at INTEGER,
            weight INTEGER NOT NULL,
            expires_at INTEGER,
            ttl INTEGER,
            sliding INTEGER NOT NULL,
            stale INTEGER NOT NULL,
            pinned INTEGER NOT NULL,
            purge_at INTEGER,
            prompt INTEGER,
            details BLOB,
            prompt_tokens INTEGER,
            completion_tokens INTEGER,
            latency REAL
        );
        CREATE INDEX deleted_entry_deletion ON deleted_entry(deletion);
        CREATE INDEX deleted_entry_time ON deleted_entry(deleted_at);
        CREATE INDEX deleted_entry_tenant ON deleted_entry(tenant);
        CREATE INDEX deleted_entry_user ON deleted_entry(user) WHERE user IS NOT NULL;
        DROP VIEW modelcache_llm_answer;
        DROP VIEW modelcache_query_log;
        \(compatibleViews)
        """

    /// The content under the names of the original ModelCache. What is deleted and can be restored has `is_deleted` 1.
    private static let compatibleViews = """
        CREATE VIEW modelcache_llm_answer AS
            SELECT stored.id,
                datetime(stored.created_at / 1000, 'unixepoch') AS gmt_create,
                datetime(stored.modified_at / 1000, 'unixepoch') AS gmt_modified,
                \(keyText(of: "stored.request")) AS question,
                CAST(stored.answer AS TEXT) AS answer,
                0 AS answer_type,
                ifnull(stored.hits, 0) AS hit_count,
                CAST(tenant.name AS TEXT) AS model,
                stored.embedding AS embedding_data,
                stored.is_deleted
            FROM (
                SELECT entry.id, created_at, modified_at, request, answer, tenant, embedding, hit.count AS hits,
                    0 AS is_deleted FROM entry LEFT JOIN hit ON hit.entry = entry.id
                UNION ALL
                SELECT id, created_at, modified_at, request, answer, tenant, embedding, hits, 1 FROM deleted_entry
            ) AS stored JOIN live_tenant AS tenant ON tenant.id = stored.tenant;
        CREATE VIEW modelcache_query_log AS
            SELECT log.id,
                datetime(log.created_at / 1000, 'unixepoch') AS gmt_create,
                datetime(log.created_at / 1000, 'unixepoch') AS gmt_modified,
                log.error_code,
                CAST(log.error_description AS TEXT) AS error_desc,
                CASE WHEN log.tier IS NULL THEN '0' ELSE '1' END AS cache_hit,
                log.seconds AS delta_time,
                CAST(log.tenant AS TEXT) AS model,
                json_extract(CAST(log.request AS TEXT), '$.messages') AS query,
                CASE WHEN log.tier IS NULL THEN '' ELSE
                    \(keyText(of: "entry.request")) END AS hit_query,
                CASE WHEN log.tier IS NULL THEN '' ELSE CAST(entry.answer AS TEXT) END AS answer
            FROM live_log AS log LEFT JOIN entry ON entry.id = log.entry;
        """
}
