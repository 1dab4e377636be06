-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["9"]
SELECT count(DISTINCT session_id) FROM events
