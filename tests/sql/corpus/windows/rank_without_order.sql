-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["1"]
-- row: ["1"]
SELECT rank() OVER () FROM (VALUES 1, 2) AS t (n)
