-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["22"]
SELECT count(*) FROM events WHERE user_id IS DISTINCT FROM 'u-1'
