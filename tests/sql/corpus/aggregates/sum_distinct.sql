-- columns: ["_col0", "_col1"]
-- types: ["bigint", "double"]
-- row: ["5", "1.0"]
SELECT sum(DISTINCT quantity), avg(DISTINCT quantity) FROM events WHERE year = '2026'
