-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[2, 1]"]
SELECT array_agg(n ORDER BY n DESC) FILTER (WHERE n IS NOT NULL) FROM (VALUES 2, NULL, 1) AS t (n)
