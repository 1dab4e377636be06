-- columns: ["_col0", "_col1"]
-- types: ["bigint", "varchar"]
-- row: ["2147483648", "bigint"]
SELECT sum(n), typeof(sum(n)) FROM (VALUES 2147483647, 1) AS t (n)
