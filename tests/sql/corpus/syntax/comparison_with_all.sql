-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["2"]
SELECT count(*) FROM (VALUES 1, 2, 3) AS t (n) WHERE n >= ALL (VALUES 1, 2)
