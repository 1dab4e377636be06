-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["0", "86"]
SELECT count(user_id) / count(*), 100 * count(user_id) / count(*) FROM events
