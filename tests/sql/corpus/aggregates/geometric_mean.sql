-- columns: ["_col0"]
-- types: ["double"]
-- row: ["2.0"]
SELECT geometric_mean(n) FROM (VALUES 1, 4) AS t (n)
