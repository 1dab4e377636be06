-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["1"]
SELECT count(*) FROM (SELECT 1)
