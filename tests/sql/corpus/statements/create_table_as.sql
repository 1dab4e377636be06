-- athena: open-source Trino creates no table in the emulator's catalog
-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["7", "9"]
CREATE TABLE copies WITH (format = 'PARQUET') AS SELECT event_id, quantity FROM events WHERE event_type = 'purchase';
SELECT count(*), sum(quantity) FROM copies
