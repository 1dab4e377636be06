-- columns: ["_col0"]
-- types: ["bigint"]
SELECT count(*) FROM events HAVING count(*) > 100
