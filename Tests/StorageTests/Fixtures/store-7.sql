PRAGMA application_id = 1298426947;
BEGIN;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES ('1: entries, tenants, query log');
INSERT INTO "grdb_migrations" VALUES ('2: partition rules');
INSERT INTO "grdb_migrations" VALUES ('3: labels');
INSERT INTO "grdb_migrations" VALUES ('4: migration of embeddings');
INSERT INTO "grdb_migrations" VALUES ('5: retention');
INSERT INTO "grdb_migrations" VALUES ('6: tags, deletion, clearing');
INSERT INTO "grdb_migrations" VALUES ('7: reports');
CREATE TABLE tenant (
    id INTEGER PRIMARY KEY,
    name BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
, filed_by BLOB, refiled_by BLOB, refiled_up_to INTEGER NOT NULL DEFAULT 0, cleared_at INTEGER, cleared_name BLOB, cleared_log INTEGER NOT NULL DEFAULT 0);
INSERT INTO "tenant" VALUES (1, X'73686F70', 1700000000000, X'21CC8A275989C7CDF2A9F916355CB7F762599759F3A92D5C2C0A325EA46BDF28543585303A75BC9BEFACE50F8EE0C8EAA99B8DCDD146A421D6888256878A6747', NULL, 0, NULL, NULL, 0);
INSERT INTO "tenant" VALUES (2, X'612F620063', 1700000000000, X'21CC8A275989C7CDF2A9F916355CB7F762599759F3A92D5C2C0A325EA46BDF28543585303A75BC9BEFACE50F8EE0C8EAA99B8DCDD146A421D6888256878A6747', NULL, 0, NULL, NULL, 0);
CREATE TABLE embedder (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE
, is_migration_target INTEGER NOT NULL DEFAULT 0);
INSERT INTO "embedder" VALUES (1, 'fake-1', 0);
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
INSERT INTO "entry" VALUES (1, 1, X'E1DB6F4E224F0A994E37D65CF5107C280B5055C4A9BA5D74AF663A0C6678A2A0', X'57508D51458741256DC1FD54CFF15D9301519A9933469C2EAFB35625D55A9047', 1700000000000, 1700000000000, 1, NULL, NULL, X'00000000000000000000000000000000F304353F00000000F304B53EF304B53E000000000000000000000000F304B53E00000000F304B53E0000000000000000', X'7B226D65737361676573223A5B7B22726F6C65223A2275736572222C22636F6E74656E74223A22686F7720646F20492063616E63656C20616E206F72646572227D5D7D', X'4F70656E20796F7572206F72646572732E');
INSERT INTO "entry" VALUES (2, 1, X'3FDBF0DBD892FD5600FF726586B8807CDDACABFE20B16F8C896F77A2E6A02164', X'2327AC7C745998ACCAC00DDD081E2CB05C1FB4269871E8A9E96216B8F56086A6', 1700000000000, 1700000000000, 1, X'75', X'32', X'000000000000803F0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', X'7B226D65737361676573223A5B7B22726F6C65223A2273797374656D222C22636F6E74656E74223A2242652062726965662E227D2C7B22726F6C65223A2275736572222C22636F6E74656E74223A22E4BDA0E698AFE8B0813F227D5D7D', X'E68891E698AFE58AA9E6898B');
INSERT INTO "entry" VALUES (3, 2, X'3305CCD361C0C1FCC0907576905A3B8921755806760355217639FDC81E7E7430', X'5F0454B92F1CBBB549B7F2EFC5E6DD652612C3CD98A931D39836CE2BC32FC172', 1700000000000, 1700000000000, 1, NULL, NULL, X'0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000803F', X'7B226D65737361676573223A5B7B22726F6C65223A2275736572222C22636F6E74656E74223A22C3A9227D2C7B22726F6C65223A22617373697374616E74222C22636F6E74656E74223A2265227D2C7B22726F6C65223A2275736572222C22636F6E74656E74223A2265CC81227D5D7D', X'69742773');
CREATE TABLE hit (
    entry INTEGER PRIMARY KEY REFERENCES entry(id) ON DELETE CASCADE,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL
);
INSERT INTO "hit" VALUES (1, 3, 1700000000000);
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
, score REAL, guard TEXT);
INSERT INTO "query_log" VALUES (1, 1700000000000, X'73686F70', NULL, 0, '', NULL, 'no_entry', NULL, NULL, 0.0, X'7B226D65737361676573223A5B7B22726F6C65223A2275736572222C22636F6E74656E74223A2278227D5D7D', NULL, NULL);
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
INSERT INTO "label" VALUES (1, X'000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F', 0, 'feedback', NULL, 'a test', 1700000000000);
CREATE TABLE retention (
    entry INTEGER PRIMARY KEY REFERENCES entry(id) ON DELETE CASCADE,
    tenant INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    written_at INTEGER NOT NULL,
    expires_at INTEGER
, ttl INTEGER, sliding INTEGER NOT NULL DEFAULT 0, stale INTEGER NOT NULL DEFAULT 0, pinned INTEGER NOT NULL DEFAULT 0, purge_at INTEGER, prompt INTEGER);
INSERT INTO "retention" VALUES (1, 1, 429, 1700000000000, NULL, NULL, 0, 0, 0, NULL, -6555395345055851368);
INSERT INTO "retention" VALUES (2, 1, 489, 1700000000000, NULL, NULL, 0, 0, 0, NULL, 4300402635435035155);
INSERT INTO "retention" VALUES (3, 2, 539, 1700000000000, NULL, NULL, 0, 0, 0, NULL, -5596239240977050945);
CREATE TABLE eviction_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state BLOB NOT NULL
);
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
INSERT INTO "usage" VALUES (1699999200000, 1, 'exact', 0, 0.0, 15, 12, 27, 0.0);
CREATE TABLE query_log_size (bytes INTEGER NOT NULL);
INSERT INTO "query_log_size" VALUES (148);
CREATE UNIQUE INDEX entry_key ON entry(tenant, digest);
CREATE INDEX entry_tenant ON entry(tenant);
CREATE INDEX entry_user ON entry(user) WHERE user IS NOT NULL;
CREATE INDEX query_log_tenant ON query_log(tenant);
CREATE INDEX query_log_user ON query_log(user) WHERE user IS NOT NULL;
CREATE INDEX label_age ON label(created_at) WHERE source = 'answers';
CREATE INDEX entry_embedder ON entry(tenant, embedder);
CREATE INDEX tenant_cleared ON tenant(cleared_name, cleared_log) WHERE cleared_at IS NOT NULL;
CREATE VIEW live_tenant AS SELECT * FROM tenant WHERE cleared_at IS NULL;
CREATE VIEW live_log AS SELECT * FROM query_log WHERE NOT EXISTS (
    SELECT 1 FROM tenant WHERE cleared_at IS NOT NULL AND cleared_name = query_log.tenant
        AND cleared_log >= query_log.id);
CREATE INDEX retention_purge ON retention(purge_at) WHERE purge_at IS NOT NULL;
CREATE INDEX retention_prompt ON retention(prompt);
CREATE INDEX entry_created ON entry(created_at);
CREATE INDEX tag_entry ON tag(entry);
CREATE INDEX deleted_entry_deletion ON deleted_entry(deletion);
CREATE INDEX deleted_entry_time ON deleted_entry(deleted_at);
CREATE INDEX deleted_entry_tenant ON deleted_entry(tenant);
CREATE INDEX deleted_entry_user ON deleted_entry(user) WHERE user IS NOT NULL;
CREATE VIEW modelcache_llm_answer AS
    SELECT stored.id,
        datetime(stored.created_at / 1000, 'unixepoch') AS gmt_create,
        datetime(stored.modified_at / 1000, 'unixepoch') AS gmt_modified,
        coalesce((SELECT group_concat(json_extract(value, '$.role') || '###'
    || json_extract(value, '$.content'), '|||')
    FROM json_each(CAST(stored.request AS TEXT), '$.messages')),
    json_extract(CAST(stored.request AS TEXT), '$.match'), '') AS question,
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
            coalesce((SELECT group_concat(json_extract(value, '$.role') || '###'
    || json_extract(value, '$.content'), '|||')
    FROM json_each(CAST(entry.request AS TEXT), '$.messages')),
    json_extract(CAST(entry.request AS TEXT), '$.match'), '') END AS hit_query,
        CASE WHEN log.tier IS NULL THEN '' ELSE CAST(entry.answer AS TEXT) END AS answer
    FROM live_log AS log LEFT JOIN entry ON entry.id = log.entry;
CREATE INDEX usage_tenant ON usage(tenant);
CREATE TRIGGER query_log_grows AFTER INSERT ON query_log BEGIN
    UPDATE query_log_size SET bytes = bytes + (100 + ifnull(length(new.tenant), 0) + ifnull(length(new.user), 0) + ifnull(length(new.error_description), 0) + ifnull(length(new.request), 0));
END;
CREATE TRIGGER query_log_shrinks AFTER DELETE ON query_log BEGIN
    UPDATE query_log_size SET bytes = bytes - (100 + ifnull(length(old.tenant), 0) + ifnull(length(old.user), 0) + ifnull(length(old.error_description), 0) + ifnull(length(old.request), 0));
END;
COMMIT;
