-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["7", "2"]
SELECT bitwise_or_agg(n), bitwise_and_agg(n) FROM (VALUES 6, 3) AS t (n)
