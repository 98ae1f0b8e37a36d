-- The tables of the original ModelCache's SQLite storage, with a few rows.
CREATE TABLE modelcache_llm_answer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    gmt_create TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    gmt_modified TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    answer_type INTEGER NOT NULL,
    hit_count INTEGER NOT NULL DEFAULT 0,
    model VARCHAR(1000) NOT NULL,
    embedding_data BLOB NOT NULL
);
CREATE TABLE modelcache_query_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    gmt_create TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    gmt_modified TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    error_code INTEGER NOT NULL,
    error_desc VARCHAR(1000) NOT NULL,
    cache_hit VARCHAR(100) NOT NULL,
    delta_time REAL NOT NULL,
    model VARCHAR(1000) NOT NULL,
    query TEXT NOT NULL,
    hit_query TEXT NOT NULL,
    answer TEXT NOT NULL
);
INSERT INTO modelcache_llm_answer
    (gmt_create, gmt_modified, question, answer, answer_type, hit_count, model, embedding_data)
VALUES
    ('2024-05-01 10:00:00', '2024-05-02 11:00:00', 'system###Be brief.|||user###Who?', 'A', 0, 3, 'CODEGPT_1008',
        X'0000803F'),
    ('2024-05-01 10:00:00', '2024-05-01 10:00:00', '你是谁?', '助手', 0, 0, 'CODEGPT_1008', X'0000803F'),
    ('2024-05-01 10:00:00', '2024-05-01 10:00:00', 'user###a|||b###c', '', 0, 0, 'm_2', X'0000803F'),
    ('2024-05-01 10:00:00', '2024-05-01 10:00:00', 'x', 'y', 0, 0, '', X'0000803F');
