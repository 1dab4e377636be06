-- columns: ["_col0", "_col1"]
-- types: ["double", "bigint"]
-- row: ["1.5", "1"]
SELECT avg(n), sum(n) / count(n) FROM (VALUES 1, 2) AS t (n)
