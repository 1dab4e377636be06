-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["11"]
SELECT count(DISTINCT (user_id, session_id)) FROM events
