-- columns: ["n"]
-- types: ["integer"]
-- row: ["1"]
-- row: ["1"]
SELECT 1 AS n UNION ALL SELECT 1 ORDER BY n
