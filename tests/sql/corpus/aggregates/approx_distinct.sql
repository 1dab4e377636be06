-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["9"]
SELECT approx_distinct(session_id) FROM events
