-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["15"]
WITH RECURSIVE t (n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t
