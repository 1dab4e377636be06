-- columns: ["_col0"]
-- types: ["decimal(2, 1)"]
-- row: ["1.7"]
SELECT avg(n) FROM (VALUES 1.0, 2.0, 2.0) AS t (n)
