-- columns: ["_col0"]
-- types: ["json"]
-- row: ["{\"1.0\":2.0,\"5.0\":1.0}"]
SELECT cast(numeric_histogram(2, n) AS json) FROM (VALUES 1e0, 1e0, 5e0) AS t (n)
