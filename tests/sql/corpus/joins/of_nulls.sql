-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["1"]
SELECT count(*) FROM (VALUES 1, NULL) AS t (n) JOIN (VALUES 1, NULL) AS u (m) ON n = m
