-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["27"]
SELECT count(*) FROM events WHERE year = '2026'
