-- columns: ["n"]
-- types: ["decimal(11, 1)"]
-- row: ["1.0"]
-- row: ["2.5"]
SELECT n FROM (SELECT 1 AS n UNION ALL SELECT 2.5) ORDER BY n
