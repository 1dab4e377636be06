-- athena: open-source Trino creates no table in the emulator's catalog
-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["0"]
CREATE TABLE copies AS SELECT event_id FROM events WITH NO DATA;
SELECT count(*) FROM copies
