-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["30"]
SELECT count(*) FROM events WHERE true
