-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["6"]
SELECT reduce_agg(n, 0, (a, b) -> a + b, (a, b) -> a + b) FROM (VALUES 1, 2, 3) AS t (n)
