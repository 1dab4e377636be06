-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["4"]
SELECT count(*) FROM events WHERE quantity > 1.5 AND year = '2026'
