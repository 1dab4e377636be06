-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[1, 2, null]"]
SELECT array_agg(n ORDER BY n) FROM (VALUES 2, NULL, 1) AS t (n)
